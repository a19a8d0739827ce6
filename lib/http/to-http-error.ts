import { consoleLogger, findBroadcaster, hasCode } from 'ssecast/native';
import { HttpError } from './http-error.js';

/** Not a fault: the application decides in `authorize` which of the two clients stays. */
const kTaken = new HttpError(
  409,
  'Another client has the id of this client. Disconnect that one first, or connect with another id',
);

/**
 * The answer to a request that failed with `error`. A fault of the application or of ssecast goes to
 * the log, and its answer does not reveal it.
 *
 * @param name of the broadcaster whose logger is used
 */
export function toHttpError(error: unknown, name: string | undefined): HttpError {
  if (error instanceof HttpError) return error;
  if (hasCode(error, 'ERR_SSECAST_DUPLICATE_CLIENT')) return kTaken;
  const logger = findBroadcaster(name ?? 'default')?.logger ?? consoleLogger;
  logger.error('ssecast: a request to an event stream failed', error);
  return new HttpError(500, 'The server could not answer this request');
}
