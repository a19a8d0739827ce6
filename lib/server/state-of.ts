import type { BroadcasterState } from 'ssecast/native';
import { describe, InvalidArgumentError } from './errors.js';

/** Where a view keeps its broadcaster, for other views. The same symbol in every copy of this module. */
export const kState = Symbol.for('ssecast.state');

/** A view, as it knows itself. */
export interface WithState {
  readonly [kState]: BroadcasterState;
}

/**
 * The broadcaster behind what an application gives as one; it may be closed.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function stateOf(option: string, broadcaster: unknown): BroadcasterState {
  if (isView(broadcaster)) return broadcaster[kState];
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a broadcaster, as createBroadcaster gives it, for ${option} but received ${describe(broadcaster)}`,
  );
}

function isView(value: unknown): value is WithState {
  return typeof value === 'object' && value !== null && kState in value;
}
