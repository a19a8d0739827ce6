import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EventClient, openEventClient, type RequestOptions } from './event-client.js';

export interface EventServer {
  /** Without a slash at its end. */
  readonly origin: string;
  open(options?: RequestOptions): EventClient;
  close(): Promise<void>;
}

/** A plain Node server, and clients of it that are closed with it. */
export async function serveEvents(listener: RequestListener): Promise<EventServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: EventClient[] = [];
  return {
    origin: `http://127.0.0.1:${port}`,
    open(options) {
      const client = openEventClient(port, options);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Closes both, and waits until the worker's last words have come: they are for this test file. */
export async function closeAll(live: { close(): void }, app: EventServer): Promise<void> {
  live.close();
  await app.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * Waits for a condition that comes true in its own time, for so many milliseconds.
 * @param found what the error tells if it does not
 */
export async function eventually(
  condition: () => boolean,
  patience = 10_000,
  found: () => unknown = () => undefined,
): Promise<void> {
  const deadline = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`never came true: ${condition} ${JSON.stringify(found()) ?? ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A logger that says nothing. */
export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
