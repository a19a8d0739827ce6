/** The part that pages load with `tabs: 'shared'`. */
export { createTabSource } from './tab-source.js';
