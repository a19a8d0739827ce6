import { consoleLogger, findBroadcaster } from 'ssecast/native';
import { Refusal } from './refusal.js';

/**
 * What an error in the course of a request is answered with. A fault of the app's or ours is logged,
 * and its answer says nothing about it.
 *
 * @param name of the broadcaster, whose logger is used
 */
export function toRefusal(error: unknown, name: string | undefined): Refusal {
  if (error instanceof Refusal) return error;
  const logger = findBroadcaster(name ?? 'default')?.logger ?? consoleLogger;
  logger.error('ssecast: a request to an event stream failed', error);
  return new Refusal(500, 'The server could not answer this request');
}
