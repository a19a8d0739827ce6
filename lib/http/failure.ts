import { consoleLogger, findBroadcaster, hasCode } from 'ssecast/native';
import { Refusal } from './refusal.js';

/** No fault: which of the two stays is for the app to decide, in `authorize`. */
const kTaken = new Refusal(
  409,
  'The id of this client is taken by another one. Let that one end, or connect with another id',
);

/**
 * What an error in the course of a request is answered with. A fault of the app's or ours is logged,
 * and its answer says nothing about it.
 *
 * @param name of the broadcaster, whose logger is used
 */
export function toRefusal(error: unknown, name: string | undefined): Refusal {
  if (error instanceof Refusal) return error;
  if (hasCode(error, 'ERR_SSECAST_DUPLICATE_CLIENT')) return kTaken;
  const logger = findBroadcaster(name ?? 'default')?.logger ?? consoleLogger;
  logger.error('ssecast: a request to an event stream failed', error);
  return new Refusal(500, 'The server could not answer this request');
}
