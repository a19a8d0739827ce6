import type { ConnectionStatus, EventItem, Item, Reader, StatusItem } from './item.js';
import { createListeners } from './listeners.js';
import type { Log } from './log.js';

/** What all readers of one connection have in common: its status, its log, and the items to come. */
export interface Feed {
  state(): Omit<StatusItem, 'kind'>;
  /** The id up to which it has everything; empty when it has none. */
  cursor(): string;
  /** The events after `position`; undefined when some of them may be missing. */
  since(position: string): EventItem[] | undefined;
  /** The channels that it brings, with the position from which it brings each. */
  joins(): ReadonlyMap<string, string>;
  /** @returns ends it */
  read(reader: Reader): () => void;
}

/** A feed, and what its connection does with it. */
export interface Hub extends Feed {
  /** Gives an item to all readers. */
  emit(item: Item): void;
  /** The chunk is complete. */
  flush(): void;
  /** Emits a change of the status, if it is one. */
  show(status: ConnectionStatus, error: string | null): void;
  /** Begins at `position`, if nothing has come yet and it is older. @returns whether */
  rewind(position: string): boolean;
}

export function createHub(log: Log): Hub {
  const readers = createListeners<Reader>();
  let status: ConnectionStatus = 'idle';
  let error: string | null = null;
  let hasReceived = false;

  function emit(item: Item): void {
    if (item.kind === 'event' || item.kind === 'cursor') {
      hasReceived = true;
      log.add(item);
    } else if (item.kind === 'status') {
      ({ status, error } = item);
    } else if (item.kind === 'joined') log.joins.set(item.channel, item.cursor);
    else if (item.kind === 'left') log.joins.delete(item.channel);
    readers.each((reader) => reader.take(item));
  }

  return {
    state: () => ({ status, error }),
    cursor: log.cursor,
    since: log.since,
    joins: () => log.joins,
    read: readers.add,
    emit,
    flush: () => readers.each((reader) => reader.flush()),
    show(next, sentence) {
      if (next !== status || sentence !== error) {
        emit({ kind: 'status', status: next, error: sentence });
      }
    },
    rewind(position) {
      if (hasReceived || status === 'open' || !log.rewind(position)) return false;
      emit({ kind: 'rewound', cursor: position });
      return true;
    },
  };
}
