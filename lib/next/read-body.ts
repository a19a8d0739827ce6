import { Refusal } from './answers.js';

/** Bytes that the body of a request may have. */
export const kMaxBody = 64 * 1024;

/**
 * The JSON in the body of a request. No more of it is read than it may have.
 * @throws Refusal 413, 400
 */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > kMaxBody) throw tooLarge();
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, `Expected JSON as body but received ${describeText(text)}`);
  }
}

async function readText(request: Request): Promise<string> {
  if (request.bodyUsed) {
    throw new Error('authorize has read the body of the request; let it read request.clone()');
  }
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(request.body)) {
      bytes += chunk.byteLength;
      if (bytes > kMaxBody) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The client went away in the middle: no fault of the server's, and nobody reads the answer.
    throw new Refusal(400, 'The body of the request ended early');
  }
  return text + decoder.decode();
}

/** Node's web streams can be iterated, and leaving the loop cancels them; lib.dom does not know. */
function chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  return body as unknown as AsyncIterable<Uint8Array>;
}

function tooLarge(): Refusal {
  return new Refusal(413, `Expected a body of at most ${kMaxBody} bytes`);
}

function describeText(text: string): string {
  return text === '' ? 'nothing' : `${text.length} characters that are none`;
}
