import type { BroadcasterState, NativeAdmission } from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import { kUserLimit, type Refusal } from './response-headers.js';

const kBusy: Refusal = {
  status: 503,
  text: 'Too many event streams are being opened. Try again later.\n',
};

/** The answer for a request that no client reads any more. */
export const kGone: Refusal = {
  status: 503,
  text: 'The request was closed before its event stream was opened.\n',
};

/**
 * Waits until this process has what a client needs from the backplane of its broadcaster. Called before
 * `admit`: a client that is admitted too early gets a gap. Then it takes one of the places that its user has
 * over all processes, which `admit` keeps; a caller that does not admit it calls `slots.release`.
 * @param isGone whether the request was closed
 * @returns why the client must not be admitted, or undefined
 */
export async function awaitBackplane(
  state: BroadcasterState,
  admission: NativeAdmission,
  isGone: () => boolean,
): Promise<Refusal | undefined> {
  const backplane = backplaneOf(state);
  // A broadcaster that admits no client refuses at once.
  if (backplane === undefined || state.closed || state.draining !== undefined) return undefined;
  // From before the wait, so that a revocation meanwhile counts.
  admission.ticket ??= state.native.ticket();
  switch (await backplane.prepare(admission, isGone)) {
    case 'busy':
      return kBusy;
    case 'gone':
      return kGone;
    default:
  }
  if (!(await backplane.slots.reserve(admission))) return kUserLimit;
  if (!isGone()) return undefined;
  backplane.slots.release(admission);
  return kGone;
}
