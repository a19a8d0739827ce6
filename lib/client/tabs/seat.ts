import type { TabLocks } from './environment.js';

/** This tab's claim to the one lock that makes a tab the leader. */
export interface Seat {
  /** Gives up the lock, or the wait for it. `linger`: milliseconds the next one has to wait. */
  leave(linger?: number): void;
  /** Takes the lock away from a tab that holds it and says nothing. */
  steal(): void;
}

export interface SeatHandlers {
  /** This tab has the lock. */
  onGranted(): void;
  /** Another tab took it away; this one waits for it again. */
  onLost(): void;
  /** The browser does not give locks to this page. */
  onUnavailable(): void;
}

/** Waits for the lock; the browser gives it on when its tab closes, crashes or leaves. */
export function takeSeat(locks: TabLocks, name: string, handlers: SeatHandlers): Seat {
  let isLeft = false;
  let withdraw = () => {};
  let release = () => {};

  function wait(steal: boolean): void {
    let isHeld = false;
    let isWithdrawn = false;
    const controller = new AbortController();
    withdraw = () => {
      isWithdrawn = true;
      controller.abort();
    };
    // The standard allows one of both.
    const options = steal ? { steal } : { signal: controller.signal };
    const hold = () => {
      // Withdrawn when the lock was already on its way.
      if (isLeft || isWithdrawn) return undefined;
      isHeld = true;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      handlers.onGranted();
      return held;
    };
    const end = () => {
      if (isLeft || isWithdrawn) return;
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
    leave(linger = 0) {
      isLeft = true;
      withdraw();
      if (linger > 0) setTimeout(() => release(), linger);
      else release();
    },
    steal() {
      withdraw();
      wait(true);
    },
  };
}
