import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of Node, or of its compatibility layer for HTTP/2. Express and Next pass these on. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of Node, or of its compatibility layer for HTTP/2. Express and Next pass these on. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Whether the response can take no answer: it has one already, or its client is gone. */
export function isSettled(response: NodeResponse): boolean {
  return response.headersSent || response.writableEnded || isGone(response);
}

/** Whether the client of a response is gone. */
export function isGone(response: NodeResponse): boolean {
  // The layer for HTTP/2 has this only on its stream.
  const { destroyed, socket, req, stream } = response as Partial<ServerResponse> &
    Partial<Pick<Http2ServerResponse, 'stream'>>;
  // A response that waits behind others on its connection does not learn of the connection's end.
  if (destroyed === false && socket === null) return req?.socket?.destroyed ?? false;
  return destroyed ?? stream?.destroyed ?? true;
}
