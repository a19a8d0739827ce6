import type { ConnectionSettings } from '../options/options.js';
import type { Feed } from '../stream/feed.js';
import type { FaultItem } from '../stream/item.js';
import { moment, since } from '../transport/clock.js';

/** Answers that stay when a page wakes. */
const refusals = ['ERR_SSECAST_UNAUTHORIZED', 'ERR_SSECAST_FORBIDDEN'];

/** A connection that its leader gave up begins anew when a page wakes. */
export interface Revival {
  /** Whether the last failure was no refusal, so that another attempt can mend it. */
  isPossible(): boolean;
  /** Begins, as soon as `Retry-After` allows. */
  start(): void;
  cancel(): void;
}

export function createRevival(
  { maxReconnectAttempts }: ConnectionSettings,
  feed: Feed,
  begin: () => void,
): Revival {
  let fault: FaultItem | undefined;
  let notBefore = moment();
  let timer: ReturnType<typeof setTimeout> | undefined;
  feed.read({
    take(item) {
      if (item.kind === 'status' && item.status === 'open') fault = undefined;
      if (item.kind !== 'fault') return;
      fault = item;
      notBefore = moment(item.failure.retryAfter);
    },
    flush: () => undefined,
  });

  return {
    isPossible: () =>
      maxReconnectAttempts > 0 && fault?.final === true && !refusals.includes(fault.failure.code),
    start() {
      clearTimeout(timer);
      const rest = -since(notBefore);
      if (rest <= 0) begin();
      else timer = setTimeout(begin, rest);
    },
    cancel: () => clearTimeout(timer),
  };
}
