import { later } from './later.cjs';

/** What the TypeScript of ssecast asks of Node, without loading its modules on import. */

export const hostname = (): string => later.os().hostname();

/** The number of this thread: 0 for the main one. */
export const threadId = (): number => later.threads().threadId;

export const isMainThread = (): boolean => later.threads().isMainThread;

/** The number of a signal; undefined for a name that this system does not have. */
export const signalNumber = (name: string): number | undefined =>
  new Map(Object.entries(later.os().constants.signals)).get(name);

/** The SHA-256 digest of a text. */
export function sha256(text: string): Buffer {
  const { createHash, hash } = later.crypto();
  // In one call, which is several times as fast: from Node 20.12 on.
  if (typeof hash === 'function') return hash('sha256', text, 'buffer');
  return createHash('sha256').update(text).digest();
}
