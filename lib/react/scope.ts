import { InvalidOptionError } from '../client/options/invalid-option.js';
import type { IncomingEvent } from '../types/events.js';

/** Events belong to a session or a workspace, which is a channel with that prefix. */
export type ScopeKind = 'session' | 'workspace';

/** The connection and the channel of one session or workspace. */
export interface Scope {
  /** The address of the endpoint; undefined while there is no session or workspace. */
  url: string | undefined;
  /** Channels to join: none where the address names the session or workspace. */
  channels: readonly string[];
  /** Whether an event of the connection is this scope's. */
  owns(event: IncomingEvent): boolean;
}

const kNone: readonly string[] = [];
const noScope: Scope = { url: undefined, channels: kNone, owns: () => false };

/**
 * The events of one channel of a definition.
 * @param channel `user`, `session`, `all`, or one that the component joins; undefined, null, false or '': none yet
 */
export function channelScope(url: string, channel: string | false | null | undefined): Scope {
  if (!channel) return noScope;
  const isOwn = channel === 'user' || channel === 'session';
  return {
    url,
    channels: isOwn || channel === 'all' ? kNone : [channel],
    owns({ event, channel: its }) {
      if (event === 'connected') return true;
      return isOwn ? its?.startsWith(`${channel}:`) === true : its === channel;
    },
  };
}

/**
 * @param url one address, whose connection all share; or a function, for an address of each
 * @param id undefined, null or an empty string: no session or workspace yet
 * @throws InvalidOptionError
 */
export function toScope(
  kind: ScopeKind,
  url: string | ((id: string) => string),
  id: string | null | undefined,
): Scope {
  if (id === undefined || id === null || id === '') {
    return noScope;
  }
  if (typeof id !== 'string') {
    throw new InvalidOptionError(
      `Expected ${kind}Id to be a string but received a ${typeof id}. Convert it with String(), ` +
        'or pass undefined while it is not known.',
    );
  }
  const channel = `${kind}:${id}`;
  const isShared = typeof url !== 'function';
  return {
    url: isShared ? url : url(id),
    channels: isShared ? [channel] : kNone,
    owns(event) {
      if (event.channel !== undefined) return event.channel === channel;
      // On a shared connection, an event without a channel belongs to no session or workspace.
      return !isShared || event.event === 'connected';
    },
  };
}

/** @throws InvalidOptionError for anything but an address or a function */
export function checkScopeUrl(kind: ScopeKind, url: unknown): void {
  if (typeof url === 'function' || (typeof url === 'string' && url !== '')) return;
  throw new InvalidOptionError(
    `Expected url to be the address of an SSE endpoint, or a function that makes it out of the ` +
      `${kind}Id, but received ${url === '' ? 'an empty string' : `a ${typeof url}`}.`,
  );
}
