import type { ConnectedData, GapData, SSEEvent } from '../../types/events.js';
import { backOff } from './back-off.js';
import { createChannelSync } from './channel-sync.js';
import type { Connection, ConnectionListener } from './connection.js';
import { createCoverage } from './coverage.js';
import { SSEErrorEvent } from './error-event.js';
import { type Failure, failureFrom, failureOf, lost, SilenceError } from './failure.js';
import { connectedOf, createGapWatch, gapOf } from './gap.js';
import { createListeners } from './listeners.js';
import { type ConnectionOptions, checkChannels, resolveOptions } from './options.js';
import { isOffline, onPageWake } from './page-wake.js';
import { type Pause, pause } from './pause.js';
import { type Arrival, readStream } from './read-stream.js';
import { channelRefused, isEventStream, refusalOf, request } from './request.js';
import { type SilenceWatch, watchSilence } from './silence.js';
import { createStore } from './store.js';
import { tellEvent } from './tell.js';

/** Milliseconds without an answer. */
const kPatience = 60_000;
/** Milliseconds that a stream is open before it counts as one that works. */
const kProof = 5_000;
/** Heartbeats that may be missing. */
const kBeats = 2.5;

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

/**
 * @param onStream hears of each stream before it is open, and may disconnect then
 * @throws InvalidOptionError
 */
export function createSource(
  options: ConnectionOptions = {},
  onStream: (response: Response) => void = () => {},
): Source {
  const settings = resolveOptions(options);
  const store = createStore(settings.maxEvents);
  const listeners = createListeners<SourceListener>();
  const coverage = createCoverage(settings.cursor, settings.maxEvents);
  const findGap = createGapWatch();
  const channels = createChannelSync(settings, {
    onJoined: (channel, cursor) => listeners.each((each) => each.onJoined?.(channel, cursor)),
    onFailure: (failure) => fail(failure, `${failure.message}.`, false),
    onUnknownClient: resume,
  });
  let hasReceived = false;
  /** The cursor of the request under way or of the open stream. */
  let asked: string | undefined;
  let retry: number | undefined;
  /** Reconnects in a row that count: with too many, it is given up. */
  let attempts = 0;
  /** Waits in a row that grow. What a stream brings does not end them, only that it lasts. */
  let waits = 0;
  /** Of the failure that the next request follows. */
  let reason: string | undefined;
  /** Closed because of too many attempts: a page that wakes begins anew. */
  let isGivenUp = false;
  /** Ends what is under way: a request, a stream or a wait. */
  let stop: (() => void) | undefined;
  let wait: Pause | undefined;
  let silence: SilenceWatch | undefined;
  /** Milliseconds of silence after which a page that is looked at again makes sure. */
  let checkAfter = 0;
  let hasToldOutdated = false;
  let unfollow: (() => void) | undefined;

  const status = () => store.getSnapshot().status;

  function start(): void {
    stop?.();
    asked = undefined;
    wait = undefined;
    unfollow ??= onPageWake(wake);
    isGivenUp = false;
    channels.ended();
    const controller = new AbortController();
    stop = () => controller.abort();
    const shown = store.getSnapshot();
    // The time that was promised is over, and an answer may take a minute.
    const error = reason === undefined ? shown.error : `${reason}; reconnecting now.`;
    if (shown.status !== 'connecting' || shown.error !== error) {
      store.update({ status: 'connecting', error });
    }
    void run(controller.signal);
  }

  /** Replaces an open stream, which is no failure. */
  function resume(): void {
    const wasOpen = status() === 'open';
    start();
    if (wasOpen) listeners.each((listener) => listener.onClose?.());
  }

  /** The next failure is the first one. */
  function countAnew(): void {
    attempts = 0;
    waits = 0;
  }

  function wake(isNetwork: boolean): void {
    if (isGivenUp) {
      countAnew();
      start();
      return;
    }
    const isSooner = wait?.hurry();
    // Also in the middle of a request: it began without a network, and may fail of that.
    if (isNetwork) countAnew();
    else if (isSooner) {
      attempts = Math.max(0, attempts - 1);
      waits -= 1;
    }
    const quiet = silence?.quietFor() ?? 0;
    if (status() === 'open' && checkAfter > 0 && quiet > checkAfter) resume();
  }

  /** Never rejects. After an abort it must not touch a state that belongs to a later run. */
  async function run(signal: AbortSignal): Promise<void> {
    let failure: Failure | undefined;
    const attempt = new AbortController();
    const watch = watchSilence((limit, hasSlept) => {
      if (hasSlept) resume();
      else attempt.abort(new SilenceError(`Nothing came for ${(limit / 1000).toFixed(1)} s`));
    });
    signal.addEventListener('abort', () => {
      watch.stop();
      attempt.abort(signal.reason);
    });
    let proof: ReturnType<typeof setTimeout> | undefined;
    try {
      // Components that mount together bring their cursors and channels within one task.
      await undefined;
      if (signal.aborted) return;
      silence = watch;
      watch.heard();
      watch.allow(settings.silenceTimeout ?? kPatience);
      asked = coverage.cursor();
      const opening = { cursor: asked, channels: channels.forRequest() };
      const response = await request(settings, opening, attempt.signal);
      if (signal.aborted) return;
      if (isEventStream(response) && response.body) {
        onStream(response);
        if (signal.aborted) return;
        watch.heard();
        expectBeats(watch, 0);
        proof = setTimeout(countAnew, kProof);
        hasToldOutdated = false;
        reason = undefined;
        store.update({ status: 'open', error: null });
        listeners.each((listener) => listener.onOpen?.());
        await read(response.body, attempt.signal, watch);
        failure = lost('The server ended the stream');
      } else {
        failure = await failureIn(response, attempt.signal);
        if (failure?.channel !== undefined) {
          if (signal.aborted) return;
          fail(failure, `${failure.message}.`, false);
          if (!signal.aborted) start();
          return;
        }
      }
    } catch (error) {
      failure = failureFrom(error, status() === 'open');
    } finally {
      watch.stop();
      clearTimeout(proof);
    }
    if (signal.aborted) return;
    stop = undefined;
    asked = undefined;
    channels.ended();
    if (!failure) close(null);
    // Without a network nothing can be reached, which says nothing about the server.
    else if (failure.code === 'ERR_SSECAST_UNREACHABLE' && isOffline()) {
      retryLater({ ...failure, message: 'The browser is offline' });
    } else if (failure.final || attempts >= settings.maxReconnectAttempts) giveUp(failure);
    else {
      attempts += 1;
      retryLater(failure);
    }
  }

  /** @returns undefined for 204; a channel of ours that is refused is no failure of the connection */
  async function failureIn(response: Response, signal: AbortSignal): Promise<Failure | undefined> {
    if (response.status === 403) {
      const { channel, error } = await refusalOf(response, signal);
      if (channel !== undefined && channels.refuse(channel)) {
        return channelRefused(channel, 403, error);
      }
    } else {
      void response.body?.cancel().catch(() => undefined);
    }
    return response.status === 204 ? undefined : failureOf(response);
  }

  /** `heartbeat`: what the server said, in milliseconds; 0 when it says nothing. */
  function expectBeats(watch: SilenceWatch, heartbeat: number): void {
    const { silenceTimeout = heartbeat * kBeats } = settings;
    watch.allow(silenceTimeout);
    checkAfter = heartbeat || silenceTimeout / kBeats;
  }

  function read(
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
    watch: SilenceWatch,
  ): Promise<void> {
    const current =
      <Args extends unknown[]>(handler: (...args: Args) => void) =>
      (...args: Args) => {
        if (!signal.aborted) handler(...args);
      };
    return readStream(
      body,
      {
        onActivity: watch.heard,
        onRetry: current((milliseconds) => {
          retry = milliseconds;
        }),
        onArrivals: current((arrivals) => take(arrivals, signal, watch)),
      },
      { signal, version: settings.version },
    );
  }

  function take(arrivals: Arrival[], signal: AbortSignal, watch: SilenceWatch): void {
    for (const { cursor, event, outdated } of arrivals) {
      // Not taken, so it comes again: the cursor stays before it.
      if (signal.aborted) break;
      hasReceived = true;
      if (cursor !== undefined) coverage.moveTo(cursor);
      if (outdated && !hasToldOutdated) {
        hasToldOutdated = true;
        listeners.each((listener) => listener.onOutdated?.(outdated));
      }
      if (!event) {
        attempts = 0;
        listeners.each((listener) => listener.onCursor?.(coverage.cursor()));
        continue;
      }
      const connected = connectedOf(event);
      if (connected) begin(connected, watch);
      // A server that only greets and hangs up would never be given up.
      else if (!gapOf(event)) attempts = 0;
      const gap = findGap(event, asked ?? '');
      coverage.add(event);
      store.collect(event);
      listeners.each((listener) => listener.onEvent?.(event, gap));
      tellEvent(listeners, event, gap);
    }
    store.commit();
    listeners.each((listener) => listener.onChunkEnd?.());
  }

  function begin(
    { clientId, heartbeatInterval }: Partial<ConnectedData>,
    watch: SilenceWatch,
  ): void {
    if (typeof heartbeatInterval === 'number' && heartbeatInterval > 0) {
      expectBeats(watch, heartbeatInterval);
    }
    if (typeof clientId === 'string') channels.opened(clientId);
  }

  function retryLater(failure: Failure): void {
    waits += 1;
    reason = failure.message;
    const base = retry ?? settings.reconnectInterval;
    const delay = backOff(waits, base, failure.retryAfter);
    const wasOpen = status() === 'open';
    const error = `${failure.message}; reconnecting in ${(delay / 1000).toFixed(1)} s.`;
    wait = pause(delay, failure.retryAfter ?? 0, start);
    stop = wait.cancel;
    store.update({ status: 'connecting', error });
    if (wasOpen) listeners.each((listener) => listener.onClose?.());
    fail(failure, error, false);
  }

  function giveUp(failure: Failure): void {
    const tries = `${attempts} ${attempts === 1 ? 'reconnect' : 'reconnects'}`;
    const tried = failure.final || attempts === 0 ? '' : `; gave up after ${tries}`;
    const error = `${failure.message}${tried}.`;
    reason = failure.final ? undefined : failure.message;
    close(error, !failure.final && settings.maxReconnectAttempts > 0);
    fail(failure, error, true);
  }

  function fail(failure: Failure, message: string, final: boolean): void {
    const event = new SSEErrorEvent(failure, message, final);
    listeners.each((listener) => listener.onError?.(event));
  }

  function ignorePage(): void {
    unfollow?.();
    unfollow = undefined;
    isGivenUp = false;
  }

  function close(error: string | null, canWake = false): void {
    if (!canWake) ignorePage();
    isGivenUp = canWake;
    wait = undefined;
    channels.ended();
    store.update({ status: 'closed', error });
    listeners.each((listener) => listener.onClose?.());
  }

  function disconnect(): void {
    if (isGivenUp) ignorePage();
    if (status() !== 'connecting' && status() !== 'open') return;
    stop?.();
    stop = undefined;
    asked = undefined;
    reason = undefined;
    close(null);
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: listeners.add,
    join(...names) {
      checkChannels(names);
      channels.join(...names);
    },
    leave: channels.leave,
    connect() {
      if (status() === 'open') return;
      countAnew();
      // Not a second request while one is on its way.
      if (status() === 'connecting' && !wait) return;
      start();
    },
    disconnect,
    reconnect() {
      disconnect();
      countAnew();
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
