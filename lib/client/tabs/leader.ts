import type { SSEEvent } from '../../../types/events.js';
import { millisecondsOf } from '../event-id.js';
import { connectedOf } from '../gap.js';
import type { Source } from '../source.js';
import { forward } from './forward.js';
import type { Item, Message } from './messages.js';
import { createRelayLog, type RelayLog } from './relay-log.js';

/** The tab that has the connection, as the other tabs see it: a server that they resume from. */
export interface Leader {
  readonly epoch: string;
  /** Announces itself and connects. */
  start(): void;
  receive(message: Message): void;
  /** Closes the connection; another tab may lead from now on. */
  stop(): void;
}

export interface LeaderOptions {
  epoch: string;
  /** Not connected yet, and where `log` is. */
  source: Source;
  log: RelayLog;
  post: (message: Message) => void;
  /** The channels that the tabs want. */
  channels: () => string[];
}

export function createLeader({ epoch, source, log, post, channels }: LeaderOptions): Leader {
  let current = log;
  let number = 0;
  /** What the open stream began with. */
  let connected: SSEEvent | undefined;

  const forwarding = forward(source, (items) => {
    for (const item of items) {
      if (item.kind === 'status' && item.status !== 'open') connected = undefined;
      if (item.kind === 'event' && connectedOf(item.event)) connected = item.event;
      if (item.kind === 'rewound') current = createRelayLog(item.cursor);
      if (item.kind === 'event' || item.kind === 'cursor') current.add(item);
    }
    tell(items);
  });

  function tell(items: Item[]): void {
    number += 1;
    post({ kind: 'news', epoch, number, items });
  }

  /** Undefined: not everything after `cursor` can be told. */
  function itemsFor(cursor: string): Item[] | undefined {
    const missed = cursor === '' ? [] : current.since(cursor);
    if (!missed) return undefined;
    const { status, error } = source.getSnapshot();
    const opening = connected ? [openingFor(connected, cursor, missed.length)] : [];
    return [{ kind: 'status', status, error }, ...opening, ...missed];
  }

  /** `connected` as the server would have sent it to who comes with this cursor. */
  function openingFor(event: SSEEvent, cursor: string, replayed: number): Item {
    const resumed = cursor !== '';
    const id = resumed ? cursor : current.cursor();
    const timestamp = millisecondsOf(id) ?? event.timestamp;
    const data = { ...event.data, resumed, replayed, gap: false };
    const opening: SSEEvent = { ...event, data, timestamp };
    if (id !== '') opening.id = id;
    return { kind: 'event', event: opening, cursor: id };
  }

  function welcome({ from, turn, cursor }: Extract<Message, { kind: 'hello' }>): void {
    let items = itemsFor(cursor);
    if (!items && source.rewind(cursor)) items = itemsFor(cursor);
    const place = { number, cursor: current.cursor() };
    post({ kind: 'welcome', epoch, to: from, turn, channels: channels(), ...place, items });
  }

  return {
    epoch,
    start() {
      post({ kind: 'lead', epoch });
      source.connect();
    },
    receive(message) {
      if (message.kind === 'connect') source.connect();
      else if (message.kind === 'reconnect') forwarding.reconnect();
      else if (message.kind === 'ask' && message.epoch === epoch) tell([]);
      else if (message.kind === 'hello') welcome(message);
    },
    stop() {
      forwarding.stop();
      source.disconnect();
      post({ kind: 'over', epoch });
    },
  };
}
