import type { SSEEvent } from '../../../types/events.js';
import type { Outdated } from '../stream/item.js';
import type { Block } from './parser.js';
import { type Remarks, toEvent } from './to-event.js';

/** An event, a new cursor, or both: a client that has taken it resumes after it. */
export interface Arrival {
  /** The id to resume from. An empty one forgets it. */
  cursor?: string | undefined;
  event?: SSEEvent;
  /** In place of an event whose version this page does not understand. */
  outdated?: Outdated;
}

const isVersion = /^[1-9]\d{0,8}$/;

/**
 * What a block brings, if it brings something.
 * @param version of the events that the page understands; undefined: any
 */
export function arrivalOf(block: Block, version: number | undefined): Arrival | undefined {
  const { data } = block;
  const remarks: Remarks = {};
  let cursor = block.id;
  /** Data for older pages: the newest that this page understands. */
  let older: { version: number; data: string } | undefined;
  for (const comment of block.comments) {
    const [, word, value = ''] = /^\s*(\S+) ?(.*?)\s*$/s.exec(comment) ?? [];
    if (word === 'timestamp' && /^\d{1,15}$/.test(value)) remarks.timestamp = Number(value);
    else if (word === 'version' && isVersion.test(value)) remarks.version = Number(value);
    // As it is: a name may begin or end with a space.
    else if (word === 'channel') remarks.channel = comment.replace(/^ ?channel /, '');
    // A heartbeat says it twice, for clients that do not see the id of a block without data.
    else if (word === 'cursor' && value) cursor ??= value;
    else if (word === 'older' && version !== undefined) {
      const [, digits, text] = /^(\d{1,9}) (.*)$/s.exec(value) ?? [];
      const offered = Number(digits);
      if (text !== undefined && offered <= version && offered > (older?.version ?? 0)) {
        older = { version: offered, data: text };
      }
    }
  }
  if (data === undefined) return cursor === undefined ? undefined : { cursor };
  const message = { ...block, data };
  if (version === undefined || (remarks.version ?? 0) <= version) {
    return { cursor, event: toEvent(message, remarks) };
  }
  if (older) {
    const { version: offered, data } = older;
    return { cursor, event: toEvent({ ...message, data }, { ...remarks, version: offered }) };
  }
  const { event } = toEvent(message, remarks);
  return { cursor, outdated: { event, version: remarks.version ?? 0 } };
}
