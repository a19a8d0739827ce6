import { SSEErrorEvent } from '../error-event.js';
import type { Source } from '../source.js';
import type { Item } from './messages.js';

export interface Forwarding {
  /** Calls `reconnect()` of the source: it is closed for a moment, which is nobody's business. */
  reconnect(): void;
  stop(): void;
}

/** Puts everything that a source says into items, those of one chunk together. */
export function forward(source: Source, pass: (items: Item[]) => void): Forwarding {
  let chunk: Item[] = [];
  let shown = source.getSnapshot();
  let isReplacing = false;

  function flush(...more: Item[]): void {
    const items = [...chunk, ...more];
    chunk = [];
    if (items.length > 0) pass(items);
  }

  function mirror(): void {
    const { status, error } = source.getSnapshot();
    if (isReplacing || (status === shown.status && error === shown.error)) return;
    shown = source.getSnapshot();
    flush({ kind: 'status', status, error });
  }

  const ends = [
    source.subscribe(mirror),
    source.listen({
      onEvent: (event, gap) => {
        chunk.push({ kind: 'event', event, gap, cursor: source.cursor() });
      },
      onCursor: (cursor) => {
        chunk.push({ kind: 'cursor', cursor });
      },
      onChunkEnd: () => flush(),
      onRewind: () => flush({ kind: 'rewound', cursor: source.cursor() }),
      onError: (error) => {
        if (!(error instanceof SSEErrorEvent)) return;
        const { code, message, status, final } = error;
        flush({ kind: 'fault', fault: { code, message, status, final } });
      },
    }),
  ];

  return {
    reconnect() {
      isReplacing = true;
      source.reconnect();
      isReplacing = false;
      mirror();
    },
    stop() {
      for (const end of ends) end();
    },
  };
}
