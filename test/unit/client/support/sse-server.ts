import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  /** Sends the head of an event stream, then `text`. */
  stream(text?: string): void;
  /** Resolves when the client has gone. */
  gone: Promise<void>;
}

export interface SSEServer {
  url: string;
  visits: Visit[];
  close(): Promise<void>;
}

/** An HTTP server on a free port. `answer` is called with each request and its number, from 1. */
export async function startServer(
  answer: (visit: Visit, number: number) => void,
): Promise<SSEServer> {
  const visits: Visit[] = [];
  const server = createServer((request, response) => {
    const visit: Visit = {
      request,
      response,
      stream(text = '') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.flushHeaders();
        if (text) response.write(text);
      },
      gone: new Promise((resolve) => response.once('close', () => resolve())),
    };
    visits.push(visit);
    answer(visit, visits.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    visits,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
