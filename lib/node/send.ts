import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { NodeResponse } from '../server/node-response.js';
import { setHeaders } from './headers.js';

/** Answers with JSON. */
export function sendJson(
  response: NodeResponse,
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): void {
  response.statusCode = status;
  setHeaders(response, {
    ...headers,
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
  end(response, JSON.stringify(body));
}

/** Answers with headers alone. */
export function sendEmpty(
  response: NodeResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  response.statusCode = status;
  setHeaders(response, headers);
  end(response);
}

/** Sends a web response. Its headers replace those that are set already. */
export async function sendWeb(
  response: NodeResponse,
  { status, headers, body }: Response,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of headers) {
    if (name !== 'set-cookie') setHeaders(response, { [name]: value });
  }
  const cookies = [response.getHeader('Set-Cookie') ?? [], headers.getSetCookie()].flat();
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies.map(String));
  if (body === null) return end(response);
  try {
    // Node's type of a web stream is not the one of lib.dom, though the object is the same.
    const bytes = Readable.fromWeb(body as unknown as ReadableStream<Uint8Array>);
    await pipeline(bytes, response as ServerResponse);
  } catch (error) {
    // The client has gone, which is no error.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** TypeScript cannot call the method of the union, though both kinds of responses have the same one. */
function end(response: NodeResponse, text?: string): void {
  (response as ServerResponse).end(text);
}
