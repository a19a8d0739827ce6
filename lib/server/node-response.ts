import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of Node, or of the compatibility layer for HTTP/2. Those of Express and Next are such. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of Node, or of the compatibility layer for HTTP/2. Those of Express and Next are such. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Whether nothing can be answered any more: it has been, or nobody is there to read it. */
export function isSettled(response: NodeResponse): boolean {
  return response.headersSent || response.writableEnded || isGone(response);
}

/** Whether nobody is there to read an answer. */
export function isGone(response: NodeResponse): boolean {
  // The layer for HTTP/2 knows it of its stream alone.
  const { destroyed, socket, req, stream } = response as Partial<ServerResponse> &
    Partial<Pick<Http2ServerResponse, 'stream'>>;
  // One that waits behind others on its connection is not told of the connection's end.
  if (destroyed === false && socket === null) return req?.socket?.destroyed ?? false;
  return destroyed ?? stream?.destroyed ?? true;
}
