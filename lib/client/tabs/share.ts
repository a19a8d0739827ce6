import type { GapData, SSEEvent } from '../../../types/events.js';
import { createCoverage } from '../coverage.js';
import { SSEErrorEvent } from '../error-event.js';
import { compareIds } from '../event-id.js';
import { connectedOf } from '../gap.js';
import { createListeners, type Listeners } from '../listeners.js';
import type { ConnectionSettings } from '../options.js';
import type { Outdated } from '../read-stream.js';
import type { SourceListener } from '../source.js';
import { createStore, type Snapshot, type Store } from '../store.js';
import { tellEvent } from '../tell.js';
import type { Fault, Item } from './messages.js';

/** What one tab has of the connection: its place in the stream, its listeners, its snapshot. */
export interface Share {
  readonly store: Store;
  readonly listeners: Listeners<SourceListener>;
  cursor(): string;
  since(position: string): SSEEvent[] | undefined;
  rewind(position: string): boolean;
  /** The stream is at `cursor`; what it brings up to the share's own place is skipped. */
  attach(cursor: string): void;
  /**
   * Tells the listeners, each event once and in order.
   * @param isCurrent false ends it: what is left is not told, and comes again
   * @param told hears of what was not skipped
   * @returns false when the place in the stream is lost
   */
  take(items: Item[], isCurrent: () => boolean, told: (item: Item) => void): boolean;
  show(status: Snapshot['status'], error: string | null): void;
}

export function createShare(settings: ConnectionSettings): Share {
  const store = createStore(settings.maxEvents);
  const listeners = createListeners<SourceListener>();
  const coverage = createCoverage(settings.cursor, settings.maxEvents);
  let hasReceived = false;
  /** The stream has not reached the cursor. */
  let isAhead = false;

  const status = () => store.getSnapshot().status;

  function show(next: Snapshot['status'], error: string | null): void {
    const before = status();
    if (before === next && store.getSnapshot().error === error) return;
    store.update({ status: next, error });
    if (before === next) return;
    if (next === 'open') listeners.each((listener) => listener.onOpen?.());
    else if (next === 'closed' || before === 'open')
      listeners.each((listener) => listener.onClose?.());
  }

  function fail({ code, message, status, channel, final }: Fault): void {
    const event = new SSEErrorEvent({ code, message, status, channel, final }, message, final);
    listeners.each((listener) => listener.onError?.(event));
  }

  function tell(event: SSEEvent, gap: GapData | undefined): void {
    hasReceived = true;
    coverage.add(event);
    store.collect(event);
    listeners.each((listener) => listener.onEvent?.(event, gap));
    tellEvent(listeners, event, gap);
  }

  function tellOutdated(outdated: Outdated): void {
    listeners.each((listener) => listener.onOutdated?.(outdated));
  }

  function tellJoined(channel: string, cursor: string): void {
    listeners.each((listener) => listener.onJoined?.(channel, cursor));
  }

  /** What to do with an event while the stream is behind; `View` decides alike. */
  function judge(event: SSEEvent): 'next' | 'aside' | 'skip' | 'lost' {
    const connected = connectedOf(event);
    if (connected) {
      // What the stream has missed before our place, we have.
      return connected.resumed === true || event.id === coverage.cursor() ? 'aside' : 'next';
    }
    const order = compareIds(event.id, coverage.cursor());
    if (order === undefined) return 'lost';
    return order > 0 ? 'next' : 'skip';
  }

  /** @returns whether the place in the stream is still known */
  function takeEvent(item: Extract<Item, { kind: 'event' }>, told: (item: Item) => void): boolean {
    const { event, gap, cursor } = item;
    const verdict = isAhead ? judge(event) : 'next';
    if (verdict === 'lost') return false;
    if (verdict === 'aside') tell(event, undefined);
    if (verdict !== 'next') return true;
    const missing = gap && isAhead ? { from: coverage.cursor(), to: gap.to } : gap;
    isAhead = false;
    coverage.moveTo(cursor);
    told(item);
    tell(event, missing);
    return true;
  }

  function takeCursor(item: Extract<Item, { kind: 'cursor' }>, told: (item: Item) => void): void {
    if (isAhead && (compareIds(item.cursor, coverage.cursor()) ?? -1) < 0) return;
    isAhead = false;
    hasReceived = true;
    coverage.moveTo(item.cursor);
    told(item);
    listeners.each((listener) => listener.onCursor?.(item.cursor));
  }

  function attach(cursor: string): void {
    isAhead = (compareIds(coverage.cursor(), cursor) ?? 0) > 0;
  }

  return {
    store,
    listeners,
    show,
    attach,
    cursor: coverage.cursor,
    since: coverage.since,
    rewind(position) {
      if (hasReceived || status() === 'open' || !coverage.rewind(position)) return false;
      listeners.each((listener) => listener.onRewind?.());
      return true;
    },
    take(items, isCurrent, told) {
      let isPlaced = true;
      for (const item of items) {
        if (!isCurrent() || !isPlaced) break;
        if (item.kind === 'event') isPlaced = takeEvent(item, told);
        else if (item.kind === 'cursor') takeCursor(item, told);
        else if (item.kind === 'rewound') attach(item.cursor);
        else if (item.kind === 'status') show(item.status, item.error);
        else if (item.kind === 'fault') fail(item.fault);
        else if (item.kind === 'outdated') tellOutdated(item.outdated);
        else tellJoined(item.channel, item.cursor);
      }
      store.commit();
      listeners.each((listener) => listener.onChunkEnd?.());
      return isPlaced;
    },
  };
}
