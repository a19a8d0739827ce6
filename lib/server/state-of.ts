import type { BroadcasterState } from 'ssecast/native';
import { describe, InvalidArgumentError } from './errors.js';

/** The key under which a view keeps its broadcaster, for other views. The same in every copy of this module. */
export const kState = Symbol.for('ssecast.state');

/** A view with its broadcaster. */
export interface WithState {
  readonly [kState]: BroadcasterState;
}

/**
 * The broadcaster behind a view that an application passes as an option. It may be closed.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function stateOf(option: string, broadcaster: unknown): BroadcasterState {
  if (isView(broadcaster)) return broadcaster[kState];
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a broadcaster from createBroadcaster for ${option} but received ${describe(broadcaster)}`,
  );
}

function isView(value: unknown): value is WithState {
  return typeof value === 'object' && value !== null && kState in value;
}
