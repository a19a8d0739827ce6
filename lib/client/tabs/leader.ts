import type { IncomingEvent } from '../../types/events.js';
import type { Source } from '../source/source.js';
import { millisecondsOf } from '../stream/event-id.js';
import { connectedOf } from '../stream/gap.js';
import type { EventItem, Item } from '../stream/item.js';
import type { Message } from './messages.js';

/** The tab that has the connection. To the other tabs it is a server from which they resume. */
export interface Leader {
  readonly epoch: string;
  readonly source: Source;
  /** Announces itself and connects. */
  start(): void;
  receive(message: Message): void;
  /** Closes the connection; another tab may lead from now on. */
  stop(): void;
}

export interface LeaderOptions {
  epoch: string;
  /** Not connected yet. */
  source: Source;
  post: (message: Message) => void;
  /** The channels that the tabs read. */
  channels: () => string[];
}

export function createLeader({ epoch, source, post, channels }: LeaderOptions): Leader {
  let chunk: Item[] = [];
  let number = 0;
  /** What the open stream began with. */
  let connected: IncomingEvent | undefined;

  function take(item: Item): void {
    if (item.kind === 'status' && item.status !== 'open') connected = undefined;
    if (item.kind === 'event' && connectedOf(item.event)) connected = item.event;
    chunk.push(item.kind === 'fault' ? withoutCause(item) : item);
  }

  function postBatch(): void {
    const items = chunk;
    chunk = [];
    number += 1;
    post({ kind: 'batch', epoch, number, items });
  }

  /** Undefined: events after `cursor` may be missing. */
  function itemsFor(cursor: string): Item[] | undefined {
    const missed = cursor === '' ? [] : source.since(cursor);
    if (!missed) return undefined;
    const opening = connected ? [openingFor(connected, cursor, missed.length)] : [];
    return [{ kind: 'status', ...source.state() }, ...opening, ...missed];
  }

  /** `connected` as the server would have sent it to a client with this cursor. */
  function openingFor(event: IncomingEvent, cursor: string, replayed: number): EventItem {
    const resumed = cursor !== '';
    const id = resumed ? cursor : source.cursor();
    const timestamp = millisecondsOf(id) ?? event.timestamp;
    const data = { ...event.data, resumed, replayed, gap: false };
    const opening: IncomingEvent = { ...event, data, timestamp };
    if (id !== '') opening.id = id;
    return { kind: 'event', event: opening, cursor: id };
  }

  function welcome({ from, turn, cursor }: Extract<Message, { kind: 'hello' }>): void {
    let items = itemsFor(cursor);
    if (!items && source.rewind(cursor)) items = itemsFor(cursor);
    const place = { number, cursor: source.cursor(), joins: source.joins() };
    post({ kind: 'welcome', epoch, to: from, turn, channels: channels(), ...place, items });
  }

  const unread = source.read({
    take,
    flush() {
      if (chunk.length > 0) postBatch();
    },
  });

  return {
    epoch,
    source,
    start() {
      post({ kind: 'lead', epoch });
      source.start();
    },
    receive(message) {
      switch (message.kind) {
        case 'connect':
        case 'reconnect':
          source[message.kind]();
          break;
        case 'wake':
          source.wake(message.isNetwork);
          break;
        case 'ping':
          if (message.epoch === epoch) postBatch();
          break;
        case 'hello':
          welcome(message);
      }
    },
    stop() {
      unread();
      source.disconnect();
      post({ kind: 'resign', epoch });
    },
  };
}

/** Not every error can be cloned. */
function withoutCause(item: Extract<Item, { kind: 'fault' }>): Item {
  return { ...item, failure: { ...item.failure, cause: undefined } };
}
