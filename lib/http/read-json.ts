import { HttpError } from './http-error.js';

/** The largest body of a request, in bytes. */
export const kMaxBody = 64 * 1024;

/**
 * The JSON in the body of a request. Reading stops at the largest size.
 * @param length the header `Content-Length`, if there is one
 * @throws HttpError 413, 400
 */
export async function readJson(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  length: string | null | undefined,
): Promise<unknown> {
  checkLength(length);
  return parseJson(await readText(chunks));
}

/** @throws HttpError 413 */
export function checkLength(length: string | null | undefined): void {
  if (Number(length ?? 0) > kMaxBody) throw tooLarge();
}

/** @throws HttpError 400 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, `Expected JSON in the body but received ${describeText(text)}`);
  }
}

async function readText(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > kMaxBody) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    // The client has gone. This is no fault of the server, and the answer reaches no one.
    throw new HttpError(400, 'The body of the request ended early');
  }
  return text + decoder.decode();
}

function tooLarge(): HttpError {
  return new HttpError(413, `Expected a body of at most ${kMaxBody} bytes`);
}

function describeText(text: string): string {
  return text === '' ? 'an empty body' : `${text.length} characters of other text`;
}
