import type { Redis, RedisOptions } from 'ioredis';
import { toError } from '../errors.js';
import type { Address, ConnectTo, Session, SessionEvents } from './session.js';
import { urlAt } from './url-at.js';

/** What an ioredis client of the application is asked for. */
export interface IoredisClient {
  readonly isCluster: boolean;
  readonly options: RedisOptions & { redisOptions?: RedisOptions };
  duplicate(options?: unknown): unknown;
}

/** An option that is not here is that of the application: TLS, password, database. */
const settings = {
  lazyConnect: true,
  retryStrategy: () => null,
  reconnectOnError: () => false,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  enableAutoPipelining: false,
  // The check that comes first says LOADING as well, and needs no right to run INFO.
  enableReadyCheck: false,
  connectTimeout: 5_000,
  commandTimeout: undefined,
  socketTimeout: undefined,
  blockingTimeout: undefined,
  stringNumbers: false,
  protocol: 2,
  replyMapping: 'legacy',
  keyPrefix: '',
  readOnly: false,
  monitor: false,
  scripts: undefined,
  connectionName: 'ssecast',
} as RedisOptions;

async function open(redis: Redis, { onClosed, signal }: SessionEvents): Promise<Session> {
  signal.throwIfAborted();
  let failure: Error | undefined;
  let isOpen = false;
  redis.on('error', (error: unknown) => {
    failure = toError(error);
  });
  redis.once('connect', () => redis.stream.unref());
  redis.once('end', () => {
    if (isOpen) onClosed(failure ?? new Error('Redis closed the connection'));
  });
  const destroy = () => {
    // After its end it would start a timer that keeps the process alive.
    if (redis.status !== 'end') redis.disconnect();
    // `disconnect` waits until a peer that is gone has closed, too.
    redis.stream?.destroy();
  };
  signal.addEventListener('abort', destroy, { once: true });
  try {
    await redis.connect();
    // ioredis goes on in database 0 where this one cannot be had.
    const { db } = redis.options;
    if (db) await redis.call('SELECT', db);
  } catch (error) {
    destroy();
    // The error of `connect` is often "Connection is closed.", whatever the reason was.
    throw failure ?? error;
  }
  redis.stream.unref();
  isOpen = true;
  return {
    send: ([name, ...args]) => redis.callBuffer(String(name), ...(args as [])),
    destroy,
  };
}

const at = (address: Address | undefined): RedisOptions =>
  address === undefined ? {} : { ...address, sentinels: undefined as never };

/** Connects to a Sentinel as a client of the application does. */
export function connectToSentinelLike(client: IoredisClient): ConnectTo {
  const { sentinelUsername, sentinelPassword, sentinelTLS } = client.options;
  const own = {
    username: sentinelUsername,
    password: sentinelPassword,
    tls: sentinelTLS,
    db: 0,
  } as RedisOptions;
  return (address, events) =>
    open(client.duplicate({ ...settings, ...own, ...at(address) }) as Redis, events);
}

/** Connects to the server that a Sentinel has named as a client of the application does. */
export function connectBehindSentinel(client: IoredisClient): ConnectTo {
  const { tls, enableTLSForSentinelMode } = client.options;
  const own = { tls: enableTLSForSentinelMode ? tls : undefined } as RedisOptions;
  return (address, events) =>
    open(client.duplicate({ ...settings, ...own, ...at(address) }) as Redis, events);
}

/** Connects by URL. */
export function connectIoredisUrl(Class: typeof Redis, url: string): ConnectTo {
  return (address, events) => open(new Class(urlAt(url, address), settings), events);
}

/** Connects as a client of the application does, which is not used itself. */
export function connectLikeIoredis(client: IoredisClient): ConnectTo {
  return (address, events) =>
    open(client.duplicate({ ...settings, ...at(address) }) as Redis, events);
}

/** Connects to a node as a Cluster of the application does. */
export function connectLikeIoredisCluster(Class: typeof Redis, client: IoredisClient): ConnectTo {
  return (address, events) =>
    open(new Class({ ...client.options.redisOptions, ...settings, ...at(address) }), events);
}
