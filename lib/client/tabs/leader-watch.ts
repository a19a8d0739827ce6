import { moment, since } from '../transport/clock.js';

/** Milliseconds that a leader has to answer. It answers to an event, as a throttled tab can, too. */
const patience = 4_000;
/** Milliseconds of silence after which the leader is pinged. */
const interval = 20_000;

/** Notices a leader that is frozen or hangs: the browser leaves it the lock. */
export interface LeaderWatch {
  /** The leader has said something. Cheap: it sets no timer. */
  heard(): void;
  /** A message has gone to the leader, which should answer. */
  expect(): void;
  /** Pings the leader now. */
  check(): void;
  stop(): void;
}

export interface LeaderWatchHandlers {
  ping(): void;
  /** There is no answer after 4 to 8 s. */
  onSilent(): void;
}

export function createLeaderWatch({ ping, onSilent }: LeaderWatchHandlers): LeaderWatch {
  let last = moment();
  let answer: ReturnType<typeof setTimeout> | undefined;
  let round: ReturnType<typeof setTimeout>;

  function check(): void {
    expect();
    ping();
  }

  function expect(): void {
    if (answer !== undefined) return;
    // Spread, so that the tabs do not all take the lock from one another.
    const delay = patience * (1 + Math.random());
    const due = moment(delay);
    answer = setTimeout(() => {
      answer = undefined;
      // This tab itself has slept; the answer may wait behind this very call.
      if (since(due) > patience) check();
      else onSilent();
    }, delay);
  }

  function wait(milliseconds: number): void {
    round = setTimeout(() => {
      const rest = interval - since(last);
      if (rest <= 0) check();
      wait(rest > 0 ? rest : interval);
    }, milliseconds);
  }

  wait(interval);
  return {
    heard() {
      last = moment();
      clearTimeout(answer);
      answer = undefined;
    },
    expect,
    check,
    stop() {
      clearTimeout(answer);
      clearTimeout(round);
    },
  };
}
