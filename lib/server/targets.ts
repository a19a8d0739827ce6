export { channelOf, eventTargetOf, isTold, keysOf, keysOfEvent, kindOf } from '../types/targets.js';
