import type { SSEEvent } from '../../types/events.js';
import { backOff } from './back-off.js';
import { SSEErrorEvent } from './error-event.js';
import { type Failure, failureFrom, failureOf, lost } from './failure.js';
import { createListeners } from './listeners.js';
import { type ConnectionOptions, resolveOptions } from './options.js';
import { pause } from './pause.js';
import { readStream } from './read-stream.js';
import { isEventStream, request } from './request.js';
import { createStore, type Snapshot } from './store.js';

export interface ConnectionListener {
  /** The server answered with an event stream. */
  onOpen?: () => void;
  /** An open connection ended, or the connection is now closed for good. */
  onClose?: () => void;
  /** An {@link SSEErrorEvent}: an attempt failed or the connection was lost. */
  onError?: (error: Event) => void;
  onMessage?: (event: SSEEvent) => void;
}

export interface Connection {
  getSnapshot(): Snapshot;
  /** Calls `listener` after each change of the snapshot. @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /** @returns ends the subscription */
  listen(listener: ConnectionListener): () => void;
  /** Connects at once, also when a reconnect is due later. No effect on an open connection. */
  connect(): void;
  /** Closes the connection and keeps the cursor: `connect()` brings what was missed. */
  disconnect(): void;
  /** Replaces the connection by a new one that resumes where it stopped. */
  reconnect(): void;
  clearEvents(): void;
}

/**
 * A connection to an SSE endpoint, idle until `connect()`. It reconnects by itself and resumes from
 * the last event it has seen.
 * @throws InvalidOptionError
 */
export function createConnection(options: ConnectionOptions = {}): Connection {
  const settings = resolveOptions(options);
  const store = createStore(settings.maxEvents);
  const listeners = createListeners<ConnectionListener>();
  let cursor = '';
  let retry: number | undefined;
  let attempts = 0;
  /** Ends what is under way: a request, a stream or a wait. */
  let stop: (() => void) | undefined;

  const status = () => store.getSnapshot().status;

  function start(): void {
    stop?.();
    const controller = new AbortController();
    stop = () => controller.abort();
    if (status() !== 'connecting') store.update({ status: 'connecting' });
    void run(controller.signal);
  }

  /** Never rejects. After an abort it must not touch a state that belongs to a later run. */
  async function run(signal: AbortSignal): Promise<void> {
    let failure: Failure | undefined;
    try {
      const response = await request(settings, cursor, signal);
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
      onCursor: current((id) => {
        cursor = id;
      }),
      onRetry: current((milliseconds) => {
        retry = milliseconds;
      }),
      onEvents: current((events) => {
        store.append(events);
        for (const event of events) {
          if (!signal.aborted) listeners.each((listener) => listener.onMessage?.(event));
        }
      }),
    });
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
    clearEvents: () => store.update({ events: [], lastEvent: null }),
  };
}
