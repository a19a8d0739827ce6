import { checkLength, parseJson, readJson } from '../http/read-json.js';
import type { NodeRequest } from '../server/node-response.js';

/**
 * The JSON in the body of a request, also where a body parser has read it.
 * @param parsed the result of a body parser: the value, its text or its bytes
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
    'Expected the body of the request to be unread, or its content in request.body, but it was read ' +
      'and request.body is undefined. Use a body parser that sets request.body, or read no body before ' +
      'the handler',
  );
}

async function readUnread(request: NodeRequest, length: string | undefined): Promise<unknown> {
  try {
    // Destroying the request at the end of the loop would close the connection before the answer.
    return await readJson(request.iterator({ destroyOnReturn: false }), length);
  } finally {
    // Discards the rest, as Node does: otherwise the next request on the connection would wait.
    request.resume();
  }
}
