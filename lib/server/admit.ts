import { type BroadcasterState, ensureDispatcher } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import { toAdmission } from './identity.js';
import { type Refusal, refusalOf } from './response-headers.js';
import { restoreHistory } from './restore-history.js';

/** A client's id, or the answer 429 or 503. */
export type Admitted = { clientId: string; refusal?: undefined } | { refusal: Refusal };

/**
 * Registers a client: from now on events wait for it.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`, TypeError `ERR_SSECAST_INVALID_CHANNEL`
 */
export function admit(
  state: BroadcasterState,
  identity: Identity,
  lastEventId: string | undefined,
): Admitted {
  const admission = toAdmission(identity, lastEventId);
  ensureDispatcher();
  // Before anybody is admitted: a client that comes back resumes from what an earlier process sent.
  if (state.restoresHistory) restoreHistory(state);
  try {
    const clientId = state.native.admit(admission);
    if (state.debug) {
      const { userId, sessionId } = admission;
      state.logger.debug(`ssecast: client ${clientId} connected`, { userId, sessionId });
    }
    return { clientId };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return { refusal };
  }
}
