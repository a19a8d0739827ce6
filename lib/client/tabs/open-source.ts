import type { ConnectionOptions } from '../options.js';
import { createSource, type Source } from '../source.js';
import { createSharedSource } from './shared-source.js';

/** A connection as `options.tabs` wants it. @throws InvalidOptionError */
export function openSource(options: ConnectionOptions): Source {
  return options.tabs === 'shared' ? createSharedSource(options) : createSource(options);
}
