import type { GapData, SSEEvent } from '../../types/events.js';
import { backOff } from './back-off.js';
import type { Connection, ConnectionListener } from './connection.js';
import { createCoverage } from './coverage.js';
import { SSEErrorEvent } from './error-event.js';
import { type Failure, failureFrom, failureOf, lost } from './failure.js';
import { createGapWatch } from './gap.js';
import { createListeners } from './listeners.js';
import { type ConnectionOptions, resolveOptions } from './options.js';
import { pause } from './pause.js';
import { type Arrival, readStream } from './read-stream.js';
import { isEventStream, request } from './request.js';
import { createStore } from './store.js';

export interface SourceListener extends ConnectionListener {
  /** As `onMessage` and `onGap`, in one call. */
  onEvent?: (event: SSEEvent, gap: GapData | undefined) => void;
  /** The cursor has moved on without an event. */
  onCursor?: (cursor: string) => void;
  /** The events of a chunk have been told; the snapshot shows them. */
  onChunkEnd?: () => void;
  /** What comes will begin earlier than was asked for so far. */
  onRewind?: () => void;
}

/** A connection with what those need who share it from different positions. */
export interface Source extends Connection {
  listen(listener: SourceListener): () => void;
  /** The id up to which it has everything; empty when it has none. */
  cursor(): string;
  /** What it has had after `position`; undefined when it cannot vouch for all of that. */
  since(position: string): SSEEvent[] | undefined;
  /** Begins at `position` instead, if nothing has come yet and `position` is older. @returns whether */
  rewind(position: string): boolean;
}

/** @throws InvalidOptionError */
export function createSource(options: ConnectionOptions = {}): Source {
  const settings = resolveOptions(options);
  const store = createStore(settings.maxEvents);
  const listeners = createListeners<SourceListener>();
  const coverage = createCoverage(settings.cursor, settings.maxEvents);
  const findGap = createGapWatch();
  let hasReceived = false;
  /** The cursor of the request under way or of the open stream. */
  let asked: string | undefined;
  let retry: number | undefined;
  let attempts = 0;
  /** Ends what is under way: a request, a stream or a wait. */
  let stop: (() => void) | undefined;

  const status = () => store.getSnapshot().status;

  function start(): void {
    stop?.();
    asked = undefined;
    const controller = new AbortController();
    stop = () => controller.abort();
    if (status() !== 'connecting') store.update({ status: 'connecting' });
    void run(controller.signal);
  }

  /** Never rejects. After an abort it must not touch a state that belongs to a later run. */
  async function run(signal: AbortSignal): Promise<void> {
    let failure: Failure | undefined;
    try {
      // Components that mount together bring their cursors within one task; the oldest counts.
      await undefined;
      if (signal.aborted) return;
      asked = coverage.cursor();
      const response = await request(settings, asked, signal);
      if (signal.aborted) return;
      if (isEventStream(response) && response.body) {
        store.update({ status: 'open', error: null });
        listeners.each((listener) => listener.onOpen?.());
        await read(response.body, signal);
        failure = lost('The server ended the stream');
      } else {
        void response.body?.cancel().catch(() => undefined);
        if (response.status !== 204) failure = failureOf(response);
      }
    } catch (error) {
      failure = failureFrom(error, status() === 'open');
    }
    if (signal.aborted) return;
    stop = undefined;
    asked = undefined;
    if (!failure) close(null);
    else if (failure.final || attempts >= settings.maxReconnectAttempts) giveUp(failure);
    else retryLater(failure);
  }

  function read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const current =
      <Args extends unknown[]>(handler: (...args: Args) => void) =>
      (...args: Args) => {
        if (!signal.aborted) handler(...args);
      };
    return readStream(body, {
      // Not at the head already: a server that answers and hangs up at once would never be given up.
      onActivity: current(() => {
        attempts = 0;
      }),
      onRetry: current((milliseconds) => {
        retry = milliseconds;
      }),
      onArrivals: current((arrivals) => take(arrivals, signal)),
    });
  }

  function take(arrivals: Arrival[], signal: AbortSignal): void {
    for (const { cursor, event } of arrivals) {
      // Not taken, so it comes again: the cursor stays before it.
      if (signal.aborted) break;
      hasReceived = true;
      if (cursor !== undefined) coverage.moveTo(cursor);
      if (!event) {
        listeners.each((listener) => listener.onCursor?.(coverage.cursor()));
        continue;
      }
      const gap = findGap(event, asked ?? '');
      coverage.add(event);
      store.collect(event);
      listeners.each((listener) => listener.onEvent?.(event, gap));
      listeners.each((listener) => listener.onMessage?.(event));
      if (gap) listeners.each((listener) => listener.onGap?.(gap));
    }
    store.commit();
    listeners.each((listener) => listener.onChunkEnd?.());
  }

  function retryLater(failure: Failure): void {
    attempts += 1;
    const base = retry ?? settings.reconnectInterval;
    const delay = backOff(attempts, base, failure.retryAfter);
    const wasOpen = status() === 'open';
    const error = `${failure.message}; reconnecting in ${(delay / 1000).toFixed(1)} s.`;
    stop = pause(delay, start);
    store.update({ status: 'connecting', error });
    if (wasOpen) listeners.each((listener) => listener.onClose?.());
    fail(failure, error, false);
  }

  function giveUp(failure: Failure): void {
    const tries = `${attempts} ${attempts === 1 ? 'reconnect' : 'reconnects'}`;
    const tried = failure.final || attempts === 0 ? '' : `; gave up after ${tries}`;
    const error = `${failure.message}${tried}.`;
    close(error);
    fail(failure, error, true);
  }

  function fail(failure: Failure, message: string, final: boolean): void {
    const event = new SSEErrorEvent(failure, message, final);
    listeners.each((listener) => listener.onError?.(event));
  }

  function close(error: string | null): void {
    store.update({ status: 'closed', error });
    listeners.each((listener) => listener.onClose?.());
  }

  function disconnect(): void {
    if (status() !== 'connecting' && status() !== 'open') return;
    stop?.();
    stop = undefined;
    asked = undefined;
    close(null);
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: listeners.add,
    connect() {
      if (status() === 'open') return;
      // Not a second request while the first is on its way.
      if (status() === 'connecting' && attempts === 0) return;
      attempts = 0;
      start();
    },
    disconnect,
    reconnect() {
      disconnect();
      attempts = 0;
      start();
    },
    clearEvents: store.clear,
    cursor: coverage.cursor,
    since: coverage.since,
    rewind(position) {
      if (hasReceived || status() === 'open' || !coverage.rewind(position)) return false;
      listeners.each((listener) => listener.onRewind?.());
      if (asked !== undefined) start();
      return true;
    },
  };
}
