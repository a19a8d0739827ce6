import { captureRequests } from 'ssecast/native';
import { drainOnSignals, type SignalOptions } from '../server/drain-on-signals.js';

export type { SignalOptions } from '../server/drain-on-signals.js';

/**
 * Next's hook at the start of the server. Route handlers find the connection of a request through it,
 * which the direct path needs; without it, all streams take the stream path. On SIGTERM and SIGINT it
 * drains the streams within 10 seconds, before Next ends the process.
 *
 * @example
 * // instrumentation.ts
 * export { register } from 'ssecast/next/instrumentation'
 */
export function register(): void {
  hook({});
}

/**
 * A `register` with another deadline or other signals. With `signals: false` the application calls
 * `drain()` itself, or `drainOnSignals` of ssecast/node.
 *
 * With `NEXT_MANUAL_SIG_HANDLE` Next listens to no signal. Add your own listeners before this runs: they
 * are called when the streams have ended.
 *
 * @example
 * // instrumentation.ts
 * export const register = createRegister({ deadline: 30_000 })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`, when Next calls it
 */
export function createRegister(options: SignalOptions = {}): () => void {
  return () => hook(options);
}

function hook(options: SignalOptions): void {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  captureRequests();
  drainOnSignals(options);
}
