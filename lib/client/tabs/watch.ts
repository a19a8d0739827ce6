/** Milliseconds a leader has to answer. It answers out of an event, so that a throttled tab can, too. */
const kPatience = 4_000;
/** Milliseconds after which a leader that says nothing is asked. */
const kInterval = 20_000;

/** Notices a leader that is frozen or hangs: the browser leaves it the lock. */
export interface Watch {
  /** The leader has said something. */
  heard(): void;
  /** The leader has been spoken to, and should answer. */
  expect(): void;
  /** Asks the leader now. */
  check(): void;
  stop(): void;
}

export interface WatchHandlers {
  ask(): void;
  /** There is no answer. */
  giveUp(): void;
}

export function createWatch({ ask, giveUp }: WatchHandlers): Watch {
  let answer: ReturnType<typeof setTimeout> | undefined;
  let hasHeard = false;

  const forget = () => {
    clearTimeout(answer);
    answer = undefined;
  };

  function check(): void {
    expect();
    ask();
  }

  function expect(): void {
    if (answer !== undefined) return;
    // Spread, so that the tabs do not all take the lock from one another.
    const delay = kPatience * (1 + Math.random());
    const due = Date.now() + delay;
    answer = setTimeout(() => {
      answer = undefined;
      // This tab itself has slept; the answer may wait behind this very call.
      if (Date.now() - due > kPatience) check();
      else giveUp();
    }, delay);
  }

  const rounds = setInterval(() => {
    if (!hasHeard) check();
    hasHeard = false;
  }, kInterval);

  return {
    heard() {
      hasHeard = true;
      forget();
    },
    expect,
    check,
    stop() {
      forget();
      clearInterval(rounds);
    },
  };
}
