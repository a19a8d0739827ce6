import { checkLength, parseJson, readJson } from '../http/read-json.js';
import type { NodeRequest } from '../server/node-response.js';

/**
 * The JSON in the body of a request, whoever has read it.
 * @param parsed what a body parser has made of it: the value, or its text
 * @throws HttpError 413, 400
 */
export async function readBody(request: NodeRequest, parsed: unknown): Promise<unknown> {
  const length = request.headers['content-length'];
  if (!request.readableDidRead) return readUnread(request, length);
  checkLength(length);
  if (typeof parsed === 'string') return parseJson(parsed);
  if (parsed instanceof Uint8Array) return parseJson(new TextDecoder().decode(parsed));
  if (parsed !== undefined) return parsed;
  throw new Error(
    'The body of the request was read before, and request.body does not have it. Let a body parser ' +
      'put it there, or leave it to the handler',
  );
}

async function readUnread(request: NodeRequest, length: string | undefined): Promise<unknown> {
  try {
    // Ending the request with the loop would end the connection, and the answer would not be read.
    return await readJson(request.iterator({ destroyOnReturn: false }), length);
  } finally {
    // As Node does with a body that nobody wants: what is left must not keep the next request waiting.
    request.resume();
  }
}
