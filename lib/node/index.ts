export type { Identity } from '../../types/options.js';
export { accept } from './accept.js';
