import type { ConnectionSettings } from '../options/options.js';
import type { Hub } from '../stream/feed.js';
import { moment, since } from '../transport/clock.js';

/** Answers that stay when a page wakes. */
const refusals = ['ERR_SSECAST_UNAUTHORIZED', 'ERR_SSECAST_FORBIDDEN'];

/** Whether a connection that has ended begins anew when the page wakes, and when. */
export interface Revival {
  /** The connection was given up, which is no refusal. */
  isDue(): boolean;
  /** Begins as soon as the server allows. */
  wake(): void;
  cancel(): void;
}

export function createRevival(
  hub: Hub,
  { maxReconnectAttempts }: ConnectionSettings,
  begin: () => void,
): Revival {
  let isDue = false;
  /** The server has asked for no request before. */
  let notBefore = moment();
  let timer: ReturnType<typeof setTimeout> | undefined;

  hub.read({
    take(item) {
      if (item.kind !== 'fault') return;
      const { code, retryAfter } = item.failure;
      notBefore = moment(retryAfter);
      isDue = item.final && !refusals.includes(code) && maxReconnectAttempts > 0;
    },
    flush: () => undefined,
  });

  return {
    isDue: () => isDue,
    wake() {
      clearTimeout(timer);
      const rest = -since(notBefore);
      if (rest <= 0) begin();
      else timer = setTimeout(begin, rest);
    },
    cancel() {
      clearTimeout(timer);
      isDue = false;
    },
  };
}
