import { createHash } from 'node:crypto';

/** A Lua script. Redis runs it in one step, and replicates what it has written in one step. */
export interface Script {
  readonly text: string;
  readonly digest: string;
}

export function script(...parts: string[]): Script {
  const text = parts.join('\n');
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}
