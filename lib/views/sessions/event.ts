import { describe, InvalidArgumentError } from '../../server/errors.js';
import { refuseOwn } from '../own-events.js';

/** Characters of a type or a session that go into a key: both together stay below its limit. */
const kKeyPart = 150;

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET` */
export function checkSession(sessionId: unknown): asserts sessionId is string {
  // Never 'session:undefined', which would be a session of all those who forgot their id.
  if (typeof sessionId === 'string' && sessionId !== '') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_TARGET',
    'Expected the id of a session, a string that is not empty, for sessionId but received ' +
      describe(sessionId),
  );
}

/**
 * What the event replaces while it waits under `slowClient: 'latest'`: one of its type and session. Its
 * name would not do, for all of them have the same.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_EVENT`
 */
export function keyOf(sessionId: string, event: unknown): string {
  const type = (event as { type?: unknown } | null | undefined)?.type;
  if (typeof type !== 'string' || type === '') {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_EVENT',
      "Expected an event with the name of its kind as type, like { type: 'item:added', data }, but " +
        `received ${describe(event)}. Nothing was sent.`,
    );
  }
  refuseOwn(type);
  return `${type.slice(0, kKeyPart)} ${sessionId.slice(-kKeyPart)}`;
}
