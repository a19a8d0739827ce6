import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that a test cuts, hangs or opens again. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #pairs = new Set<[Socket, Socket]>();
  /** The number of connections that were made. */
  connections = 0;
  /** Called with what the server sends; true: the connection is cut before it arrives. */
  cutsReply: (data: Buffer) => boolean = () => false;
  isOpen = true;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((client) => this.#serve(client));
  }

  static async start(target: () => number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  #serve(client: Socket): void {
    if (!this.isOpen) {
      client.destroy();
      return;
    }
    this.connections += 1;
    const server = connect(this.#target(), '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (data) => server.write(data));
    server.on('data', (data) => {
      if (this.cutsReply(data)) {
        // A part of the reply arrives.
        client.write(data.subarray(0, Math.floor(data.length / 2)), end);
      } else client.write(data);
    });
  }

  /** Ends all connections. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
