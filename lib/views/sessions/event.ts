import { describe, InvalidArgumentError } from '../../server/errors.js';
import { refuseOwn } from '../own-events.js';

/** Characters of a type and of a session in a key, so that both stay below its limit. */
const kKeyPart = 150;

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET` */
export function checkSession(sessionId: unknown): asserts sessionId is string {
  // 'session:undefined' would be one session for all callers that forget the id.
  if (typeof sessionId === 'string' && sessionId !== '') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_TARGET',
    'Expected the id of a session, a string that is not empty, for sessionId but received ' +
      describe(sessionId),
  );
}

/**
 * The key under which a newer event replaces this one with `slowClient: 'latest'`: its type and session.
 * The name cannot be the key, because all of these events have the same.
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
