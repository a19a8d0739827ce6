import { isFirst, record } from './record.cjs';
import type { BroadcasterState } from './state.cjs';

/** Advice for a server of Next without `register`. */
export const kRegisterAdvice =
  'the Node response under this request is unknown. In a Next.js app, add to instrumentation.ts or .js: ' +
  "export { register } from 'ssecast/next/instrumentation'";

/** Milliseconds from the first request of a server in which it runs `register`. */
const kStart = 10_000;

/** Found once: to look through all modules that are loaded costs as much as the rest of a client. */
let servesNext: boolean | undefined;

function servesNextApp(): boolean {
  servesNext ??= isNextServer();
  return servesNext;
}

/**
 * Logs once a process that `register` is missing. It logs nothing in a test or a server without Next, nor
 * for a request that comes while Next is still starting.
 */
export function adviseRegister(state: BroadcasterState, isNext = servesNextApp()): void {
  if (record.capturesRequests) {
    state.logger.debug(
      'ssecast: a client takes the stream path: its request came before `register` had run, or is ' +
        'answered outside of the request. This needs no action: later clients take the direct path.',
    );
    return;
  }
  if (!isNext) {
    state.logger.debug(
      'ssecast: a client takes the stream path: the Node response under it is unknown. Outside of ' +
        'Next.js, accept() and the handlers of ssecast/node take the direct one.',
    );
    return;
  }
  if (!isFirst('register')) return;
  const timer = setTimeout(() => {
    if (record.capturesRequests) return;
    state.logger.warn(
      `ssecast: a client takes the stream path, which costs more than the direct one: ${kRegisterAdvice}. ` +
        'This is logged once; stats() counts the clients on each path.',
    );
  }, kStart);
  timer.unref();
}

/** Whether this process serves an app of Next, in whatever way that was started. */
export function isNextServer(loaded: readonly string[] = Object.keys(require.cache)): boolean {
  return loaded.some((file) => /[\\/]next[\\/]dist[\\/]server[\\/]next-server\.js$/.test(file));
}
