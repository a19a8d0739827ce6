import { adviseRegister, kRegisterAdvice } from './no-context.cjs';
import { isFirst, record } from './record.cjs';
import type { BroadcasterState } from './state.cjs';

/** Why a response in Next cannot be handed over without a call of `captureRequests`. */
export const kNoContext = kRegisterAdvice;

/** Why a response may not send the body of a client unchanged. */
export const kNotSent =
  'Next.js sends a body that is made out of that of ssecast. For the direct path return the Response of ' +
  'connect() or of the route as it is, or a new one with the same body, and not one that went through ' +
  'pipeThrough(), tee(), clone() or a reader. Servers other than Next.js use accept() and the handlers ' +
  'of ssecast/node';

/**
 * Logs once a process why a client took the stream path and not the direct path. Not where the system has
 * no other path: an application cannot change that.
 */
export function logFallback(state: BroadcasterState, reason: string): void {
  if (!record.binding.adoptsSockets) return;
  if (reason === kNoContext) {
    adviseRegister(state);
    return;
  }
  if (!isFirst('fallback')) return;
  state.logger.warn(
    `ssecast: a client takes the stream path, which costs more than the direct one: ${reason}. ` +
      'This is logged once; stats() counts the clients on each path.',
  );
}
