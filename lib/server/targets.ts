export { channelOf, keysOf, kindOf } from '../types/targets.js';
