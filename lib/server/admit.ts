import {
  type BroadcasterState,
  currentAdmission,
  ensureDispatcher,
  hasCode,
  isFirst,
  isQueued,
  type NativeAdmission,
  type NativeAdmitted,
  notifyConnected,
  type RequestContext,
} from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import { type Refusal, refusalOf } from './response-headers.js';
import { restoreHistory } from './restore-history.js';

/** The client, with its id and the key of its connection; or the answer 401, 429 or 503. */
export type Admitted = { client: NativeAdmitted; refusal?: undefined } | { refusal: Refusal };

/**
 * Registers a client. Its queue holds events from now on.
 * @param admission from `toAdmission`, with the cursor
 * @param context the response for its stream, where it is known
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
  // Before the first admission: a client that reconnects may resume from events of an earlier process.
  if (state.restoresHistory) restoreHistory(state);
  const backplane = backplaneOf(state);
  backplane?.open();
  try {
    const listeners = currentAdmission()?.listeners;
    if (listeners !== undefined) admission.tag = listeners.tag;
    const client = state.native.admit(admission);
    backplane?.slots.admitted(admission, client.id);
    notifyConnected(state, client.id, listeners);
    // The number alone: logs must not hold ids, users and sessions.
    if (state.debug) state.logger.debug(`ssecast: client ${client.key} connected`);
    return { client };
  } catch (error) {
    backplane?.slots.release(admission);
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    if (hasCode(error, 'ERR_SSECAST_SYSTEM')) logOnce(state, error);
    return { refusal };
  }
}

/** Logs once a process: a server without descriptors refuses thousands, and `refusals.system` counts them. */
function logOnce(state: BroadcasterState, error: unknown): void {
  if (isFirst('system')) state.logger.error('ssecast: a client was refused', error);
}
