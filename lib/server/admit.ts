import {
  type BroadcasterState,
  currentAdmission,
  ensureDispatcher,
  hasCode,
  isFirst,
  isQueued,
  type NativeAdmission,
  type NativeAdmitted,
  type RequestContext,
  tellConnected,
} from 'ssecast/native';
import { type Refusal, refusalOf } from './response-headers.js';
import { restoreHistory } from './restore-history.js';

/** The client: its id, and the key by which its connection goes. Or the answer 401, 429 or 503. */
export type Admitted = { client: NativeAdmitted; refusal?: undefined } | { refusal: Refusal };

/**
 * Registers a client: from now on events wait for it.
 * @param context the response that its stream is for, where it is known
 * @param admission of `toAdmission`, with the cursor in it
 * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY` for a wrong `clientId`, `ERR_SSECAST_INVALID_CHANNEL`;
 * Error `ERR_SSECAST_DUPLICATE_CLIENT`
 */
export function admit(
  state: BroadcasterState,
  admission: NativeAdmission,
  context?: Pick<RequestContext, 'response'>,
): Admitted {
  if (context !== undefined && isQueued(context)) admission.queued = true;
  ensureDispatcher();
  // Before anybody is admitted: a client that comes back resumes from what an earlier process sent.
  if (state.restoresHistory) restoreHistory(state);
  try {
    const listeners = currentAdmission()?.listeners;
    if (listeners !== undefined) admission.tag = listeners.tag;
    const client = state.native.admit(admission);
    tellConnected(state, client.id, listeners);
    // By the number: ids, users and sessions are nothing for a log.
    if (state.debug) state.logger.debug(`ssecast: client ${client.key} connected`);
    return { client };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    if (hasCode(error, 'ERR_SSECAST_SYSTEM')) logOnce(state, error);
    return { refusal };
  }
}

/** Once a process: a server without descriptors refuses thousands, and `refusals.system` counts them. */
function logOnce(state: BroadcasterState, error: unknown): void {
  if (isFirst('system')) state.logger.error('ssecast: a client was refused', error);
}
