import { describe, InvalidArgumentError } from '../../server/errors.js';
import type { SSEMessage, Target } from '../../types/events.js';

/**
 * The target of a message. With both `targetId` and `targetIds`, the message goes to all of them.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET`
 */
export function targetOf({ target = 'all', targetId, targetIds }: SSEMessage): Target {
  if (target === 'all') {
    // An id names one client, so sending to all of them would be a leak.
    if (targetId !== undefined || targetIds !== undefined) {
      throw invalid(
        "Expected no targetId with the target 'all'; name 'user', 'session' or 'client'",
      );
    }
    return 'all';
  }
  if (target !== 'user' && target !== 'session' && target !== 'client') {
    throw invalid(
      `Expected 'all', 'user', 'session' or 'client' for target but received ${describe(target)}`,
    );
  }
  if (targetId === undefined && targetIds === undefined) {
    throw invalid(
      `Expected targetId or targetIds with the target '${target}' but received neither`,
    );
  }
  const ids = [...(targetIds ?? [])];
  if (targetId !== undefined) ids.push(targetId);
  if (target === 'user') return { user: ids };
  return target === 'session' ? { session: ids } : { client: ids };
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_TARGET', message);
}
