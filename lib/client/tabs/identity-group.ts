import type { ConnectionSettings } from '../options/options.js';
import { askIdentity, identityOf } from './identity.js';
import type { Member } from './member.js';

/** The tabs of which identity a tab shares with. Without an identity it shares with none. */
export interface IdentityGroup {
  /** None while the page sleeps, and while the server has not sent the tab's identity. */
  member(): Member | undefined;
  /** Asks the server and joins, unless that is done or under way. */
  join(): void;
  /** Asks again: after a login the tab may have another identity, and so another group. */
  reconnect(): void;
  /** Compares the identity of a stream that `of` holds; on a difference the tab moves. */
  check(response: Response, of: () => Member): void;
  leave(linger?: number): void;
}

/** @param enter joins the tabs of an identity; undefined: a group of one */
export function createIdentityGroup(
  settings: ConnectionSettings,
  enter: (identity: string | undefined) => Member,
): IdentityGroup {
  let member: Member | undefined;
  let identity: string | undefined;
  /** The last stream had another identity than the answer, and so the tab has moved. */
  let hasMoved = false;
  /** The question to the server that is on its way. */
  let asking: AbortController | undefined;

  function leave(linger?: number): void {
    asking?.abort();
    asking = undefined;
    member?.leave(linger);
    member = undefined;
  }

  function move(next: string | undefined): void {
    leave();
    identity = next;
    member = enter(next);
  }

  /** `take` gets the answer, unless the tab has left, or asked anew, by then. */
  function ask(take: (answer: string | undefined) => void): void {
    asking?.abort();
    const controller = new AbortController();
    asking = controller;
    void askIdentity(settings, controller.signal).then((answer) => {
      if (controller.signal.aborted) return;
      asking = undefined;
      take(answer);
    });
  }

  return {
    member: () => member,
    join() {
      if (member || asking) return;
      hasMoved = false;
      ask(move);
    },
    reconnect() {
      ask((answer) => (answer === identity && member ? member.reconnect() : move(answer)));
    },
    check(response, of) {
      if (of() !== member) return;
      const stream = identityOf(response);
      if (stream === identity) {
        hasMoved = false;
        return;
      }
      // A server that gives another identity to each request: the stream is for this tab alone.
      if (hasMoved && identity === undefined) return;
      const next = hasMoved ? undefined : stream;
      hasMoved = true;
      move(next);
    },
    leave,
  };
}
