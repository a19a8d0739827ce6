import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface TestServer {
  server: Server;
  port: number;
  /** Sends a request as it is written and collects what comes until the connection ends. */
  request(head: string): TestConnection;
  close(): Promise<void>;
}

export interface TestConnection {
  /** Everything received until now. */
  readonly text: string;
  /** Waits until the text contains a string. */
  until(part: string): Promise<string>;
  /** Waits for the end of the connection. */
  readonly ended: Promise<string>;
  close(): void;
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = new Set<TestConnection>();
  return {
    server,
    port,
    request(head) {
      const connection = openConnection(port, head);
      open.add(connection);
      return connection;
    },
    async close() {
      for (const connection of open) connection.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function openConnection(port: number, head: string): TestConnection {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    socket.emit('text');
  });
  // A reset is one of the ways in which a connection ends.
  socket.on('error', () => undefined);
  socket.write(`${head.trim().replaceAll('\n', '\r\n')}\r\n\r\n`);
  return {
    get text() {
      return text;
    },
    async until(part) {
      while (!text.includes(part)) await once(socket, 'text');
      return text;
    },
    ended: once(socket, 'close').then(() => text),
    close: () => socket.destroy(),
  };
}

/** Waits for a condition that comes true in its own time. */
export async function eventually(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
