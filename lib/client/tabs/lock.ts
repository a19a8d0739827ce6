import type { TabLocks } from './environment.js';

/** This tab's request for the one lock that makes a tab the leader. */
export interface LeaderLock {
  /** Gives up the lock, or the wait for it. `linger`: milliseconds that the next tab has to wait. */
  release(linger?: number): void;
  /** Takes the lock from a tab that holds it and does not answer. */
  steal(): void;
}

export interface LeaderLockHandlers {
  /** This tab has the lock. */
  onGranted(): void;
  /** Another tab took it away; this one waits for it again. */
  onLost(): void;
  /** The browser does not give locks to this page. */
  onUnavailable(): void;
}

/** Waits for the lock; the browser gives it on when its tab closes, crashes or leaves. */
export function requestLeaderLock(
  locks: TabLocks,
  name: string,
  handlers: LeaderLockHandlers,
): LeaderLock {
  let isReleased = false;
  let withdraw = () => {};
  let free = () => {};

  function wait(steal: boolean): void {
    let isHeld = false;
    let isWithdrawn = false;
    const controller = new AbortController();
    withdraw = () => {
      isWithdrawn = true;
      controller.abort();
    };
    // The standard allows one of the two.
    const options = steal ? { steal } : { signal: controller.signal };
    const hold = () => {
      // Withdrawn when the lock was already on its way.
      if (isReleased || isWithdrawn) return undefined;
      isHeld = true;
      const held = new Promise<void>((resolve) => {
        free = resolve;
      });
      handlers.onGranted();
      return held;
    };
    const end = () => {
      if (isReleased || isWithdrawn) return;
      if (!isHeld) {
        handlers.onUnavailable();
        return;
      }
      wait(false);
      handlers.onLost();
    };
    try {
      locks.request(name, options, hold).catch(end);
    } catch {
      end();
    }
  }

  wait(false);
  return {
    release(linger = 0) {
      isReleased = true;
      withdraw();
      if (linger > 0) setTimeout(() => free(), linger);
      else free();
    },
    steal() {
      withdraw();
      wait(true);
    },
  };
}
