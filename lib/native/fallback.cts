import { adviseRegister, kRegisterAdvice } from './no-context.cjs';
import { isFirst } from './record.cjs';
import type { BroadcasterState } from './state.cjs';

/** Why a response in Next cannot be handed over when nobody has called `captureRequests`. */
export const kNoContext = kRegisterAdvice;

/** Why a body is not taken for what the response sends. */
export const kNotSent =
  'Next.js does not send the body of ssecast itself, but something that is made out of it. For the ' +
  'direct path return the Response of connect() or of the route as it is, or a new one with its very ' +
  'body, and not one that went through pipeThrough(), tee(), clone() or a reader. Servers other than ' +
  'Next.js have accept() and the handlers of ssecast/node';

/** Says once in the life of the process why a client took the stream path although it might have not. */
export function tellFallback(state: BroadcasterState, reason: string): void {
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
