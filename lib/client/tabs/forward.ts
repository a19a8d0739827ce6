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

  function flush(): void {
    const items = chunk;
    chunk = [];
    if (items.length > 0) pass(items);
  }

  function mirror(): void {
    const { status, error } = source.getSnapshot();
    if (isReplacing || (status === shown.status && error === shown.error)) return;
    shown = source.getSnapshot();
    chunk.push({ kind: 'status', status, error });
    // The error that closes it is told next, and whoever hears of the end listens no longer.
    if (status === 'closed' && error !== null) queueMicrotask(flush);
    else flush();
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
      onChunkEnd: flush,
      onRewind: () => {
        chunk.push({ kind: 'rewound', cursor: source.cursor() });
        flush();
      },
      onError: ({ code, message, status, channel, final }) => {
        chunk.push({ kind: 'fault', fault: { code, message, status, channel, final } });
        flush();
      },
      onJoined: (channel, cursor) => {
        chunk.push({ kind: 'joined', channel, cursor });
        flush();
      },
      onOutdated: (outdated) => {
        chunk.push({ kind: 'outdated', outdated });
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
