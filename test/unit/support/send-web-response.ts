import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** How a framework reads the body of a response that it sends. */
export type Reading = (body: ReadableStream<Uint8Array>, node: ServerResponse) => Promise<void>;

/**
 * Sends a web response as Next does: status and headers are set, then the body is piped to a stream
 * that listens to the Node response.
 */
export async function sendWebResponse(
  web: Response,
  node: ServerResponse,
  read: Reading = pipe,
): Promise<void> {
  node.statusCode = web.status;
  for (const [name, value] of web.headers) node.setHeader(name, value);
  if (web.body === null) node.end();
  else await read(web.body, node);
}

async function pipe(body: ReadableStream<Uint8Array>, node: ServerResponse): Promise<void> {
  const aborter = new AbortController();
  node.once('close', () => node.writableFinished || aborter.abort());
  const sink = writerTo(node);
  await body.pipeTo(sink, { signal: aborter.signal }).catch((error) => {
    if (!aborter.signal.aborted) throw error;
  });
}

function writerTo(node: ServerResponse): WritableStream<Uint8Array> {
  const finished = new Promise<void>((resolve) => node.once('finish', resolve));
  return new WritableStream({
    async write(chunk) {
      node.flushHeaders();
      if (node.write(chunk) || node.destroyed) return;
      await Promise.race([once(node, 'drain'), once(node, 'close')]);
    },
    close() {
      if (node.writableFinished) return undefined;
      node.end();
      return finished;
    },
    abort: (error) => void node.destroy(error),
  });
}

/** Reads the body with a reader, as many frameworks do. */
export async function readBody(
  body: ReadableStream<Uint8Array>,
  node: ServerResponse,
): Promise<void> {
  const reader = body.getReader();
  node.once('close', () => void reader.cancel());
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    node.write(value);
  }
  node.end();
}
