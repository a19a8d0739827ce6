import type { NativeTargetKind } from 'ssecast/native';
import { targetKinds } from 'ssecast/native';
import type { Target } from '../types/events.js';
import { keysOf, kindOf } from '../types/targets.js';

/** The first byte of an entry that is no event but a message to all processes. Events begin with `{`. */
const kMark = '!';
const kMarkByte = kMark.charCodeAt(0);

/** A message to all processes: ends the streams of a target. */
export interface Disconnect {
  kind: NativeTargetKind;
  keys: string | string[];
  /** The broadcaster of the process that sent it, and has acted already. */
  by: string | undefined;
}

const decoder = new TextDecoder();

/** Whether an entry is a message. It looks at one byte, because most entries are events. */
export function isControl(entry: Uint8Array): boolean {
  return entry[0] === kMarkByte;
}

/** The entry of a message. */
export function disconnectEntry({ kind, keys, by }: Disconnect): string {
  return kMark + JSON.stringify({ disconnect: targetOf(kind, keys), by });
}

/** @returns undefined for a message that this version does not know */
export function readDisconnect(entry: Uint8Array): Disconnect | undefined {
  try {
    const { disconnect, by } = JSON.parse(decoder.decode(entry.subarray(1))) as {
      disconnect: Target;
      by?: string;
    };
    return { kind: kindOf(disconnect), keys: keysOf(disconnect), by };
  } catch {
    // Another program wrote it, or a later version.
    return undefined;
  }
}

/** Users and sessions are channels. */
function targetOf(kind: NativeTargetKind, keys: string | string[]): Target {
  if (kind === targetKinds.all) return 'all';
  return kind === targetKinds.channels ? { channel: keys } : { client: keys };
}
