import { describe, InvalidArgumentError } from '../../server/errors.js';
import type { PublishedEvent } from '../../types/events.js';
import { refuseOwn } from '../own-events.js';

/** The reserved prefix of the channels of workspaces. */
const kWorkspace = 'workspace:';

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET` */
export function targetOf(workspaceId: unknown): { channel: string } {
  // 'workspace:undefined' would be one workspace for all callers that forget the id.
  if (typeof workspaceId === 'string' && workspaceId !== '') {
    return { channel: kWorkspace + workspaceId };
  }
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_TARGET',
    'Expected the id of a workspace, a string that is not empty, for workspaceId but received ' +
      `${describe(workspaceId)}. Nothing was sent.`,
  );
}

/** An envelope, see `publishTo`: a browser's `EventSource` receives it in `onmessage`. */
export function wireForm(event: unknown): PublishedEvent {
  return { event: 'message', data: event };
}

/**
 * Refuses events that pages cannot recognise by their type.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_EVENT`
 */
export function checkType(event: unknown): void {
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : event;
  if (typeof event !== 'object' || event === null || typeof type !== 'string' || type === '') {
    throw invalidEvent(
      `Expected an event with the name of its kind as type, like { type: 'CHANNEL_UPDATED', channel }, ` +
        `but received ${describe(event)}`,
    );
  }
  refuseOwn(type);
}

function invalidEvent(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_EVENT', `${message}. Nothing was sent.`);
}
