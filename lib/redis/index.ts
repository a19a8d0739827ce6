export { RedisBackplaneError } from './errors.js';
export type { RedisBackplaneOptions, RedisClient } from './options.js';
export { redisBackplane } from './redis-backplane.js';
