import { subscribe } from 'node:diagnostics_channel';
import { learnPipeReading } from './pipe-reading.cjs';
import { record } from './record.cjs';
import type { RequestContext } from './state.cjs';

/**
 * From now on the code that handles an HTTP request can get its Node objects. Node publishes them on the
 * diagnostics channel `http.server.request.start`. A second call does nothing.
 */
export function captureRequests(): void {
  if (record.capturesRequests) return;
  record.capturesRequests = true;
  subscribe('http.server.request.start', remember);
  void learnPipeReading();
}

function remember(message: unknown): void {
  const { request, response, socket } = message as RequestContext;
  record.requests.enterWith({ request, response, socket });
}

/** The current request, if it came after the call of `captureRequests`. */
export function currentRequest(): RequestContext | undefined {
  const context = record.requests.getStore();
  return context?.response === undefined ? undefined : context;
}

/**
 * Whether the response waits behind others on its connection, to requests that came before (pipelining).
 * It may wait as long as a stream lasts, and Node does not report the connection's end to it: its `close`
 * never comes and its `destroyed` stays false.
 */
export function isQueued({ response }: Pick<RequestContext, 'response'>): boolean {
  // Only Node sets null; responses that frameworks make for tests have a socket, or no such property.
  return response.socket === null && !response.writableEnded;
}

/**
 * Empties the context of a request whose connection was handed over. Asynchronous resources that outlive
 * the request keep the context, and would keep the response and the socket.
 */
export function forgetRequest(context: RequestContext): void {
  Object.assign(context, { request: undefined, response: undefined, socket: undefined });
}
