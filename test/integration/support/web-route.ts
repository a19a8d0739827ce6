import { sendWebResponse } from '../../unit/support/send-web-response.js';
import { type EventServer, serveEvents } from './server.js';

/** Serves a web handler from a plain Node server, as frameworks do. */
export function serveRoute(handler: (request: Request) => Promise<Response>): Promise<EventServer> {
  return serveEvents(async (request, response) => {
    const aborter = new AbortController();
    response.once('close', () => aborter.abort());
    const { url, method } = request;
    const headers = request.headers as Record<string, string>;
    const body = method === 'GET' || method === 'HEAD' ? undefined : await textOf(request);
    const asked = new Request(`http://localhost${url}`, {
      headers,
      method,
      body,
      signal: aborter.signal,
    });
    await sendWebResponse(await handler(asked), response);
  });
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
