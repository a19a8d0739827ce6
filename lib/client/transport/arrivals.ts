import type { IncomingEvent } from '../../types/events.js';
import type { Outdated } from '../stream/item.js';
import type { Block } from './parser.js';
import { type Remarks, toEvent } from './to-event.js';

/** An event, a new cursor, or both: a client that has taken it resumes after it. */
export interface Arrival {
  /** The id to resume from. An empty one forgets it. */
  cursor?: string | undefined;
  event?: IncomingEvent;
  /** In place of an event whose version this page does not understand. */
  outdated?: Outdated;
}

/** What the comments of a block say. */
interface Comments extends Remarks {
  /** A heartbeat says its id twice, for clients that do not see the id of a block without data. */
  cursor?: string;
  /** The event's data for pages of older versions. */
  older: { version: number; data: string }[];
}

function readComments(comments: readonly string[]): Comments {
  const found: Comments = { older: [] };
  for (const comment of comments) {
    const [, word, value = ''] = /^\s*(\S+) ?(.*?)\s*$/s.exec(comment) ?? [];
    const [, number, data = ''] = /^(\d{1,15})(?: (.*))?$/s.exec(value) ?? [];
    // As it is: a name may begin or end with a space.
    if (word === 'channel') found.channel = comment.replace(/^ ?channel /, '');
    else if (word === 'cursor' && value) found.cursor = value;
    else if (number === undefined) continue;
    else if (word === 'timestamp') found.timestamp = Number(number);
    else if (word === 'version' && Number(number) > 0) found.version = Number(number);
    else if (word === 'older') found.older.push({ version: Number(number), data });
  }
  return found;
}

/**
 * What a block brings, if it brings something.
 * @param version of the events that the page understands
 */
export function arrivalOf(block: Block, version = Number.POSITIVE_INFINITY): Arrival | undefined {
  const { older, cursor: said, ...remarks } = readComments(block.comments);
  const cursor = block.id ?? said;
  const { data } = block;
  if (data === undefined) return cursor === undefined ? undefined : { cursor };
  const event = toEvent({ ...block, data }, remarks);
  if ((remarks.version ?? 0) <= version) return { cursor, event };
  // The newest that this page understands.
  const [best] = older
    .filter((each) => each.version <= version)
    .sort((left, right) => right.version - left.version);
  if (!best) return { cursor, outdated: { event: event.event, version: remarks.version ?? 0 } };
  return { cursor, event: toEvent({ ...block, ...best }, { ...remarks, version: best.version }) };
}
