import type { ServerResponse } from 'node:http';

/** Sends a web response as Next does: status and headers are set, then the body is read. */
export async function sendWebResponse(web: Response, node: ServerResponse): Promise<void> {
  node.statusCode = web.status;
  for (const [name, value] of web.headers) node.setHeader(name, value);
  const reader = web.body?.getReader();
  node.once('close', () => void reader?.cancel());
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    node.write(next.value);
  }
  node.end();
}
