import { toError } from '../errors.js';
import type { Address, Argument, ConnectTo, Session, SessionEvents } from './session.js';
import { urlAt } from './url-at.js';

/** What is used of a client of node-redis. Its own types depend on the modules that it was made with. */
export interface NodeRedisClient {
  readonly options?: NodeRedisOptions;
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  unref(): void;
  on(event: string, listener: (error: Error) => void): unknown;
  duplicate(options?: unknown): NodeRedisClient;
  sendCommand(args: Argument[], options?: object): Promise<unknown>;
}

export interface NodeRedisOptions {
  url?: string | undefined;
  socket?: { host?: string; port?: number; tls?: boolean };
  username?: string;
  password?: string;
  database?: number;
}

/** The number of bulk strings in RESP. Replies have a Buffer for each. */
const replies = { typeMapping: { 36: Buffer }, timeout: undefined };

/** An option that is not here is that of the application: TLS, password, database. */
function settings(options: NodeRedisOptions, address: Address | undefined) {
  const { url, ...rest } = options;
  return {
    ...rest,
    url: url === undefined ? undefined : urlAt(url, address),
    socket: {
      ...options.socket,
      ...address,
      reconnectStrategy: false,
      connectTimeout: 5_000,
      socketTimeout: undefined,
    },
    RESP: 2,
    name: 'ssecast',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    clientSideCache: undefined,
    commandOptions: undefined,
    commandsQueueMaxLength: undefined,
    keyPrefix: undefined,
    pingInterval: undefined,
    readonly: false,
  };
}

async function open(
  client: NodeRedisClient,
  { onClosed, signal }: SessionEvents,
): Promise<Session> {
  signal.throwIfAborted();
  let isOpen = false;
  client.on('error', (error) => {
    if (isOpen) onClosed(toError(error));
    isOpen = false;
  });
  client.unref();
  const destroy = () => {
    if (isOpen) onClosed(new Error('The connection was reset'));
    isOpen = false;
    // Early releases of version 5 throw when the client is closed already.
    if (client.isOpen) client.destroy();
  };
  signal.addEventListener('abort', destroy, { once: true });
  try {
    await client.connect();
  } catch (error) {
    destroy();
    throw error;
  }
  isOpen = true;
  return {
    send: (args) => client.sendCommand([...args], replies),
    destroy,
  };
}

/** Connects with options of `createClient`. */
export function connectNodeRedis(
  create: (options: object) => NodeRedisClient,
  options: NodeRedisOptions,
): ConnectTo {
  return (address, events) => open(create(settings(options, address)), events);
}

/** Connects as a client of the application does, which is not used itself. */
export function connectLikeNodeRedis(client: NodeRedisClient): ConnectTo {
  return (address, events) =>
    open(client.duplicate(settings(client.options ?? {}, address)), events);
}

/**
 * The options of a cluster or sentinel of node-redis, which are private. `duplicate` hands them to the
 * constructor of the prototype.
 */
export function optionsOf<Options>(client: NodeRedisClient): Options {
  class Receiver {
    readonly options: Options;
    constructor(options: Options) {
      this.options = options;
    }
  }
  const prototype = Object.create(client, { constructor: { value: Receiver } });
  const copy: unknown = Object.create(prototype).duplicate();
  return (copy as Receiver).options;
}
