import { InvalidArgumentError } from '../server/errors.js';
import { kOwnEvents } from '../server/schemas.js';

/**
 * Refuses the types of events that ssecast sends itself.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_EVENT`
 */
export function refuseOwn(type: string): void {
  if (!kOwnEvents.includes(type)) return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    `Expected an event of the application's own but received the type ${type}, which ssecast sends ` +
      'itself. Nothing was sent.',
  );
}
