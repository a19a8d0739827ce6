import type * as NodeRedis from 'redis';
import { isMissing } from './is-missing.cjs';

/** `redis` (node-redis), where the application has installed it. */
export function loadNodeRedis(): typeof NodeRedis | undefined {
  try {
    return require('redis');
  } catch (error) {
    if (!isMissing(error, 'redis')) throw error;
    return undefined;
  }
}
