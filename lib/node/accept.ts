import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptClient } from '../server/accept.js';
import { defaultState } from '../server/default-broadcaster.js';
import type { Admittance } from '../types/options.js';

/**
 * Opens a client of the default broadcaster for a Node response: plain http, Express, Fastify (after
 * `reply.hijack()`), pages/api. For another broadcaster call its own `accept`.
 *
 * The application authorises the client before it calls this: `identity` is taken as it is.
 * @returns the client's id; undefined when the request was answered 429 or 503, was a HEAD, or is gone
 * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_CHANNEL`; Error
 * `ERR_SSECAST_HEADERS_SENT`
 */
export function accept(
  request: IncomingMessage,
  response: ServerResponse,
  identity: Admittance = {},
): string | undefined {
  return acceptClient(defaultState(), request, response, identity);
}
