import { subscribe } from 'node:diagnostics_channel';
import { record } from './record.cjs';
import type { RequestContext } from './state.cjs';

/**
 * From now on every HTTP request of this process knows its Node objects, wherever its handling goes.
 * Node publishes them on the diagnostics channel `http.server.request.start`. A second call does nothing.
 */
export function captureRequests(): void {
  if (record.capturesRequests) return;
  record.capturesRequests = true;
  subscribe('http.server.request.start', remember);
}

function remember(message: unknown): void {
  const { request, response, socket } = message as RequestContext;
  record.requests.enterWith({ request, response, socket });
}

/** The request being answered here, if `captureRequests` was called before it came. */
export function currentRequest(): RequestContext | undefined {
  const context = record.requests.getStore();
  return context?.response === undefined ? undefined : context;
}

/**
 * Whether the response waits behind others on its connection, of requests that came before in one write
 * (pipelining). It may wait for as long as a stream lasts, and Node tells it nothing of the connection's
 * end: its `close` never comes and its `destroyed` stays false.
 */
export function isQueued({ response }: Pick<RequestContext, 'response'>): boolean {
  // Null in Node alone; what frameworks give for tests has a socket, or knows none.
  return response.socket === null && !response.writableEnded;
}

/**
 * Lets go of a request whose connection was handed over. Asynchronous resources that outlive the
 * request keep the context, and would keep the response and the socket with it.
 */
export function forgetRequest(context: RequestContext): void {
  Object.assign(context, { request: undefined, response: undefined, socket: undefined });
}
