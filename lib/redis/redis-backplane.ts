import type { Backplane } from '../backplane/backplane.js';
import { connectRedis } from './connection.js';
import { type RedisBackplaneOptions, toSettings } from './options.js';

/**
 * A backplane in Redis Streams: Redis 6.2 or newer, or Valkey; one server, Sentinel or Cluster. Nothing
 * is loaded or opened before a broadcaster connects.
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function redisBackplane(options: RedisBackplaneOptions): Backplane {
  const settings = toSettings(options);
  return {
    kind: 'redis',
    key: `${settings.servers.key} ${settings.prefix}:${settings.name}`,
    connect: (instance, events) => connectRedis(settings, instance, events),
  };
}
