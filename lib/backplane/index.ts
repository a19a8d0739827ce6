/** `ssecast/backplane` */
export type {
  Appended,
  Backplane,
  BackplaneConnection,
  BackplaneEvents,
  BackplaneMembers,
  Entry,
  Epoch,
  NewEntry,
  Position,
} from './backplane.js';
export { type MemoryBackplaneOptions, memoryBackplane } from './memory.js';
