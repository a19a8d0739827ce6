import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { Backplane } from '../../../lib/backplane/backplane.js';
import { type RedisBackplaneOptions, redisBackplane } from '../../../lib/redis/index.js';

type More = Omit<RedisBackplaneOptions, 'url' | 'client'>;

/** A client that is never connected: the backplane takes its options. */
const clients: Record<string, (url: string) => { duplicate(): unknown }> = {
  ioredis: (url) => new Redis(url, { lazyConnect: true }),
  'node-redis': (url) => createClient({ url }),
};

/** A backplane over each library. */
export const libraries = Object.keys(clients);

export function backplaneOver(library: string, url: string, more: More = {}): Backplane {
  const client = clients[library]?.(url) as { duplicate(): unknown };
  return redisBackplane({ ...more, client });
}
