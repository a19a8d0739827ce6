import { type BroadcasterState, ensureDispatcher, hasCode } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import { toAdmission } from './identity.js';
import { busyText, closedText } from './response-headers.js';

/** A client's id, or the text of the answer 503. */
export type Admitted = { clientId: string; refusal?: undefined } | { refusal: string };

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
  try {
    const clientId = state.native.admit(admission);
    if (state.debug) {
      const { userId, sessionId } = admission;
      state.logger.debug(`ssecast: client ${clientId} connected`, { userId, sessionId });
    }
    return { clientId };
  } catch (error) {
    if (hasCode(error, 'ERR_SSECAST_MAX_CONNECTIONS')) return { refusal: busyText };
    if (hasCode(error, 'ERR_SSECAST_CLOSED')) return { refusal: closedText };
    throw error;
  }
}
