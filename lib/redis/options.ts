import { type Servers, serverOfUrl, serversOfClient } from './connections/servers.js';
import { invalidRedisOption } from './errors.js';

/** A client of `ioredis` or `redis`. Only its `duplicate` and its options are used. */
export interface RedisClient {
  duplicate(...args: never[]): unknown;
}

interface Common {
  /** The first part of every key. Default: `ssecast`. */
  prefix?: string | undefined;
  /** Which log, for several broadcasters in one Redis. Default: `default`. */
  name?: string | undefined;
  /**
   * How many entries the log keeps, at least; Redis removes them in blocks. A client that comes back
   * later than that gets a gap. Default: 10,000.
   */
  maxLength?: number | undefined;
  /**
   * Milliseconds in which an id of a caller's is known, so that its event is stored once.
   * Default: 600,000, ten minutes.
   */
  idempotencyWindow?: number | undefined;
  /**
   * Milliseconds from one read of the log to the next, at least. Events that come closer together are
   * read together, up to so much later: a read costs JavaScript the same for one event and for ten. An
   * event after a pause waits for nothing. 0 reads at once. Default: 4.
   */
  readInterval?: number | undefined;
  /** Milliseconds after which a killed process has lost its members. Default: 20,000. */
  leaseTime?: number | undefined;
}

export type RedisBackplaneOptions = Common &
  (
    | {
        /** `redis://` or, with TLS, `rediss://`: `rediss://user:password@host:6380/0`. */
        url: string;
        client?: undefined;
      }
    | {
        /**
         * A client of the application's own: of `ioredis`, `Redis` or `Cluster`; of `redis`,
         * `createClient`, `createCluster` or `createSentinel`. It is not used itself: connections are
         * opened with its options.
         */
        client: RedisClient;
        url?: undefined;
      }
  );

export interface Settings {
  servers: Servers;
  prefix: string;
  name: string;
  maxLength: number;
  idempotencyWindow: number;
  readInterval: number;
  leaseTime: number;
}

const known = [
  'url',
  'client',
  'prefix',
  'name',
  'maxLength',
  'idempotencyWindow',
  'readInterval',
  'leaseTime',
];

/** @throws TypeError `ERR_SSECAST_INVALID_OPTION` */
export function toSettings(options: RedisBackplaneOptions): Settings {
  if (typeof options !== 'object' || options === null) {
    throw invalidRedisOption('the options', 'an object with url or client', options);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalidRedisOption('the options', `the keys ${known.join(', ')}`, unknown);
  }
  const { url, client, prefix, name, maxLength, idempotencyWindow } = options;
  const { readInterval, leaseTime } = options;
  return {
    servers: serversOf(url, client),
    prefix: part('prefix', prefix, 'ssecast'),
    name: part('name', name, 'default'),
    maxLength: whole('maxLength', maxLength, 10_000, 100, 1_000_000_000),
    idempotencyWindow: whole('idempotencyWindow', idempotencyWindow, 600_000, 1_000, 864_000_000),
    readInterval: whole('readInterval', readInterval, 4, 0, 1_000),
    leaseTime: whole('leaseTime', leaseTime, 20_000, 2_000, 600_000),
  };
}

function serversOf(url: unknown, client: unknown): Servers {
  if ((url === undefined) === (client === undefined)) {
    throw invalidRedisOption(
      'url and client',
      'one of them',
      url === undefined ? undefined : 'both',
    );
  }
  if (client !== undefined) return serversOfClient(client);
  const expected = 'a URL that begins with redis:// or rediss://';
  if (typeof url !== 'string') throw invalidRedisOption('url', expected, url);
  // What came may have a password in it.
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:') {
    throw invalidRedisOption('url', expected, parsed?.protocol ?? 'no URL');
  }
  return serverOfUrl(parsed);
}

function part(option: string, value: unknown, byDefault: string): string {
  if (value === undefined) return byDefault;
  if (typeof value !== 'string' || value === '' || value.length > 200 || /[{}\s]/.test(value)) {
    throw invalidRedisOption(
      option,
      'a name of 1 to 200 characters without spaces and braces',
      value,
    );
  }
  return value;
}

function whole(
  option: string,
  value: unknown,
  byDefault: number,
  least: number,
  most: number,
): number {
  if (value === undefined) return byDefault;
  if (!Number.isSafeInteger(value) || Number(value) < least || Number(value) > most) {
    throw invalidRedisOption(option, `a whole number from ${least} to ${most}`, value);
  }
  return Number(value);
}
