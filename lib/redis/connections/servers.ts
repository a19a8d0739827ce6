import { invalidRedisOption, RedisBackplaneError } from '../errors.js';
import {
  connectBehindSentinel,
  connectIoredisUrl,
  connectLikeIoredis,
  connectLikeIoredisCluster,
  connectToSentinelLike,
  type IoredisClient,
} from './ioredis.js';
import { loadIoredis } from './load-ioredis.cjs';
import { loadNodeRedis } from './load-node-redis.cjs';
import {
  connectLikeNodeRedis,
  connectNodeRedis,
  type NodeRedisClient,
  type NodeRedisOptions,
  optionsOf,
} from './node-redis.js';
import { type AddressMap, connectCluster, connectSentinel, connectServer } from './routes.js';
import type { Address, Connect } from './session.js';

/** A server, or several, as the options name them. */
export interface Servers {
  /** The same for the same servers, without passwords. */
  readonly key: string;
  /**
   * Loads the library and makes what connects to the server that has the key.
   * @throws RedisBackplaneError `ERR_SSECAST_REDIS_MISSING_LIBRARY`
   */
  connect(key: string): Connect;
}

const missing = (names: string, advice: string) =>
  new RedisBackplaneError(
    'ERR_SSECAST_REDIS_MISSING_LIBRARY',
    `ssecast/redis needs ${names}, which is not installed. ${advice}`,
  );

const missingEither = () =>
  missing('ioredis or redis', 'Install one of them: npm install ioredis, or npm install redis');

const missingRedis = () => missing('redis', 'Install it: npm install redis');

const noAddress = undefined;

const serverPort = 6379;
const sentinelPort = 26379;

/** The server of a URL, by ioredis where it is installed, otherwise by node-redis. */
export function serverOfUrl(url: URL): Servers {
  const { protocol, username, host, pathname, href } = url;
  return {
    key: `${protocol}//${username}@${host}${pathname}`,
    connect(key) {
      const ioredis = loadIoredis();
      const connectTo =
        ioredis === undefined
          ? connectNodeRedis(createNodeRedis(missingEither), { url: href })
          : connectIoredisUrl(ioredis.Redis, href);
      return connectServer(addressOf(href), connectTo, key);
    },
  };
}

/** @param error what is thrown where the library is not installed */
function createNodeRedis(error: () => Error): (options: object) => NodeRedisClient {
  const library = loadNodeRedis();
  if (library === undefined) throw error();
  return (options) => library.createClient(options) as unknown as NodeRedisClient;
}

/** The servers of a client of the application, by its shape. */
export function serversOfClient(client: unknown): Servers {
  const has = (name: string) =>
    typeof (client as Record<string, unknown> | null | undefined)?.[name] === 'function';
  if (typeof client === 'object' && client !== null && has('duplicate')) {
    if (has('callBuffer')) {
      const ioredis = client as IoredisClient;
      return ioredis.isCluster ? ofIoredisCluster(ioredis) : ofIoredis(ioredis);
    }
    // Version 4 of node-redis has the other functions, and replies in other shapes.
    if (has('withTypeMapping')) {
      const nodeRedis = client as NodeRedisClient;
      if (has('unref')) return ofNodeRedis(nodeRedis);
      if (has('getMasterNode')) return ofNodeRedisSentinel(nodeRedis);
      if ('slots' in client) return ofNodeRedisCluster(nodeRedis);
    }
  }
  throw invalidRedisOption(
    'client',
    'a client of ioredis 5 or newer (Redis, Cluster) or of redis 5 or newer (createClient, createCluster, createSentinel)',
    client,
  );
}

function ofIoredis(client: IoredisClient): Servers {
  const { sentinels, host, port, path, db } = client.options;
  if (sentinels) return ofIoredisSentinel(client);
  return {
    key: `ioredis:${path ?? `${host}:${port}`}/${db ?? 0}`,
    connect() {
      const connectTo = connectLikeIoredis(client);
      return (events) => connectTo(noAddress, events);
    },
  };
}

/** By ourselves: ioredis asks a Sentinel that hangs for ever, and begins with it each time. */
function ofIoredisSentinel(client: IoredisClient): Servers {
  const { name = '', db, natMap } = client.options;
  const sentinels = (client.options.sentinels ?? []).map((each) => addressOf(each, sentinelPort));
  return {
    key: `ioredis:${name}@${names(sentinels)}/${db ?? 0}`,
    connect() {
      const toSentinel = connectToSentinelLike(client);
      const toServer = connectBehindSentinel(client);
      return connectSentinel(sentinels, name, toSentinel, toServer, natMap as AddressMap);
    },
  };
}

function ofIoredisCluster(client: IoredisClient): Servers {
  const { startupNodes, options } = client as unknown as {
    startupNodes: (string | number | Partial<Address>)[];
    options: { natMap?: Record<string, Address> };
  };
  const nodes = startupNodes.map(addressOf);
  return {
    key: `ioredis:cluster:${names(nodes)}`,
    connect(key) {
      const library = loadIoredis();
      if (library === undefined) throw missing('ioredis', 'Install it: npm install ioredis');
      const connectTo = connectLikeIoredisCluster(library.Redis, client);
      return connectCluster(nodes, connectTo, key, options.natMap);
    },
  };
}

function ofNodeRedis(client: NodeRedisClient): Servers {
  const { url, socket, database } = client.options ?? {};
  const from = url === undefined ? undefined : new URL(url);
  const where = from ? from.host : `${socket?.host ?? 'localhost'}:${socket?.port ?? 6379}`;
  return {
    key: `redis:${where}/${database ?? 0}`,
    connect() {
      const connectTo = connectLikeNodeRedis(client);
      return (events) => connectTo(noAddress, events);
    },
  };
}

function ofNodeRedisCluster(client: NodeRedisClient): Servers {
  const { rootNodes, defaults, nodeAddressMap } = optionsOf<{
    rootNodes: NodeRedisOptions[];
    defaults?: NodeRedisOptions;
    nodeAddressMap?: Record<string, Address>;
  }>(client);
  const nodes = rootNodes.map(({ url, socket }) => addressOf(url ?? socket ?? {}));
  return {
    key: `redis:cluster:${names(nodes)}`,
    connect(key) {
      const connectTo = connectNodeRedis(createNodeRedis(missingRedis), defaults ?? {});
      return connectCluster(nodes, connectTo, key, nodeAddressMap);
    },
  };
}

function ofNodeRedisSentinel(client: NodeRedisClient): Servers {
  const options = optionsOf<{
    name: string;
    sentinelRootNodes: Address[];
    nodeClientOptions?: NodeRedisOptions;
    sentinelClientOptions?: NodeRedisOptions;
    nodeAddressMap?: Record<string, Address>;
  }>(client);
  const { name, sentinelRootNodes: sentinels } = options;
  return {
    key: `redis:${name}@${names(sentinels)}`,
    connect() {
      const create = createNodeRedis(missingRedis);
      return connectSentinel(
        sentinels,
        name,
        connectNodeRedis(create, options.sentinelClientOptions ?? {}),
        connectNodeRedis(create, options.nodeClientOptions ?? {}),
        options.nodeAddressMap,
      );
    },
  };
}

const names = (nodes: readonly Partial<Address>[]): string =>
  nodes.map(({ host, port }) => `${host}:${port}`).join(',');

/** A node of a cluster as applications write it: a URL, a port, or host and port. */
function addressOf(node: string | number | Partial<Address>, byDefault = serverPort): Address {
  if (typeof node === 'object') {
    return { host: node.host ?? 'localhost', port: Number(node.port ?? byDefault) };
  }
  if (typeof node === 'number') return { host: 'localhost', port: node };
  const { hostname, port } = new URL(node.includes('//') ? node : `redis://${node}`);
  return { host: hostname || 'localhost', port: Number(port || byDefault) };
}
