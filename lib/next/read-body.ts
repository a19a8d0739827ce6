import { readJson } from '../http/read-json.js';

/**
 * The JSON in the body of a request.
 * @throws HttpError 413, 400
 */
export async function readBody(request: Request): Promise<unknown> {
  if (request.bodyUsed) {
    throw new Error(
      'authorize has read the body of the request. Read request.clone() there instead',
    );
  }
  const body = request.body === null ? [] : chunksOf(request.body);
  return readJson(body, request.headers.get('content-length'));
}

/** Node's web streams are async iterable, and leaving the loop cancels them; lib.dom lacks the type. */
function chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  return body as unknown as AsyncIterable<Uint8Array>;
}
