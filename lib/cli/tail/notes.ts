import { connectedOf } from '../../client/stream/gap.js';
import type { EventItem, Item } from '../../client/stream/item.js';
import { coloursFor } from '../terminal/colours.js';
import { bounded } from '../terminal/visible.js';

/** Characters of one note, of which a peer may have written a part. */
const longestNote = 500;

/** What `tail` says besides the events, on stderr. */
export interface Notes {
  say(sentence: string): void;
  /** Says what an item means for the connection, if it means something. */
  follow(item: Item): void;
}

export function createNotes(
  write: (line: string) => void,
  colours = coloursFor(process.stderr),
): Notes {
  const say = (sentence: string, paint = colours.dim) =>
    write(`${paint(`— ${bounded(sentence, longestNote)}`)}\n`);

  function followEvent({ event, gap }: EventItem): void {
    const connected = connectedOf(event);
    if (connected) say(introduction(connected));
    if (gap) {
      const from = gap.from === null ? 'a place that the server does not know' : gap.from;
      say(
        `gap: the events after ${from} up to ${gap.to || 'now'} are lost to this client`,
        colours.red,
      );
    }
  }

  return {
    say: (sentence) => say(sentence),
    follow(item) {
      if (item.kind === 'event') followEvent(item);
      else if (item.kind === 'status' && item.status === 'open') say('the stream is open');
      else if (item.kind === 'fault' && !item.final) {
        say(`${item.message}${reasonOf(item.failure.cause)}`, colours.yellow);
      }
    },
  };
}

function introduction({
  clientId,
  resumed,
  replayed,
  heartbeatInterval,
}: NonNullable<ReturnType<typeof connectedOf>>): string {
  const parts = [`connected as client ${clientId ?? 'without an id'}`];
  if (resumed) parts.push(`resumed, ${replayed} missed events follow`);
  if (Number(heartbeatInterval) > 0) {
    parts.push(`a heartbeat after ${Number(heartbeatInterval) / 1000} s of silence`);
  }
  return parts.join('; ');
}

/** What the system says of a request that failed: `fetch` hides it in the cause of its error. */
export function reasonOf(cause: unknown): string {
  const inner = Object(Object(cause).cause);
  const reason = inner.code ?? inner.message;
  return typeof reason === 'string' ? ` (${reason})` : '';
}
