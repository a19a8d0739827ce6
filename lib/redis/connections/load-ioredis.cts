import type * as Ioredis from 'ioredis';
import { isMissing } from './is-missing.cjs';

/** `ioredis`, where the application has installed it. In CommonJS, because `import` cannot be tried at once. */
export function loadIoredis(): typeof Ioredis | undefined {
  try {
    return require('ioredis');
  } catch (error) {
    if (!isMissing(error, 'ioredis')) throw error;
    return undefined;
  }
}
