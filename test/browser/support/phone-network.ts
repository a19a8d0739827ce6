import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What happens to a stream on its way. `empty`: an event stream that ends at once. `greeting`: one that
 * says `retry: 0`, brings an event and ends. `unanswered`: the answer waits until the weather changes.
 * `stalled`: no byte comes through any more, in streams that are open, too, and nothing closes.
 */
export type Weather = 'clear' | 'empty' | 'greeting' | 'unanswered' | 'stalled';

/** A request for the stream, as it came to the network. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  at: number;
  cursor: string | undefined;
  /** Whether the browser still waits for it, or reads it. */
  isOpen: boolean;
}

/** The way from a browser to a server: everything passes, streams as the weather is. */
export interface PhoneNetwork {
  readonly origin: string;
  readonly attempts: Attempt[];
  turn(weather: Weather): void;
  /** Breaks off every open stream. */
  cut(): void;
  /** Ends every open stream as a server does that goes in good order. */
  end(): void;
  /** Nothing listens any more, until `comeBack()`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const kHead = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' };
const kGreeting = 'retry: 0\nid: 1700000000000-1\nevent: hello\ndata: 1\n\n';

/** `target`: the server's origin. `stream`: the path of the endpoint. On loopback, on a free port. */
export async function startPhoneNetwork(
  target: string,
  stream = '/api/sse',
): Promise<PhoneNetwork> {
  const attempts: Attempt[] = [];
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  let weather: Weather = 'clear';
  let port = 0;
  let server: Server | undefined;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', target);
    if (pathname !== stream || request.method !== 'GET') {
      pass(request, response, false);
      return;
    }
    const header = request.headers['last-event-id'];
    const cursor = searchParams.get('lastEventId') ?? (header as string | undefined);
    const attempt = { at: Date.now(), cursor, isOpen: true };
    attempts.push(attempt);
    open.add(response);
    response.once('close', () => {
      attempt.isOpen = false;
      open.delete(response);
    });
    if (weather === 'empty') response.writeHead(200, kHead).end();
    else if (weather === 'greeting') response.writeHead(200, kHead).end(kGreeting);
    else if (weather === 'clear') pass(request, response, true);
    else waiting.add(() => pass(request, response, true));
  }

  function pass(request: IncomingMessage, response: ServerResponse, isStream: boolean): void {
    if (response.destroyed) return;
    const { method, url, headers } = request;
    const onward = forward(`${target}${url}`, { method, headers, agent: false }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      response.flushHeaders();
      incoming.on('data', (chunk) => {
        if (!isStream || weather !== 'stalled') response.write(chunk);
      });
      incoming.once('end', () => {
        if (!isStream || weather !== 'stalled') response.end();
      });
      incoming.once('error', () => response.destroy());
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }

  async function listen(): Promise<void> {
    server = createServer(answer);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  async function goAway(): Promise<void> {
    const closed = server;
    server = undefined;
    if (!closed) return;
    const end = once(closed, 'close');
    closed.close();
    for (const socket of sockets) socket.destroy();
    await end;
  }

  await listen();
  return {
    origin: `http://127.0.0.1:${port}`,
    attempts,
    turn(next) {
      weather = next;
      if (next !== 'clear') return;
      for (const go of waiting) go();
      waiting.clear();
    },
    cut() {
      for (const response of open) response.destroy();
    },
    end() {
      for (const response of open) response.end();
    },
    goAway,
    comeBack: listen,
    stop: goAway,
  };
}
