export type { Identity } from '../../types/options.js';
export { drainOnSignals, type SignalOptions } from '../server/drain-on-signals.js';
export { accept } from './accept.js';
export { type RefuseCrossSiteOptions, refuseCrossSite } from './refuse-cross-site.js';
