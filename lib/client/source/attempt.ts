import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import type { Arrival } from '../transport/arrivals.js';
import { FailureError, failureFrom, failureOf, lost, refusalOf } from '../transport/failures.js';
import { readStream } from '../transport/read-stream.js';
import { isEventStream, type Opening, openStream } from '../transport/request.js';
import { watchSilence } from '../transport/silence.js';

/** Milliseconds without an answer. */
const patience = 60_000;
/** Milliseconds after which an open stream has lasted. */
const lasting = 5_000;
/** Heartbeats that may be missing. */
const missingBeats = 2.5;

export interface AttemptHandlers {
  /** The request leaves now. @returns what it asks for */
  onRequest(): Opening;
  /** The stream is open; nothing of it has been read. The handler may abort the attempt. */
  onOpen(response: Response): void;
  /** What one chunk brought. */
  onArrivals(arrivals: Arrival[]): void;
  onRetry(milliseconds: number): void;
  /** The stream has been open for 5 s. */
  onLasted(): void;
  /** The page has slept, so that its stream may be dead, which is no failure of the server. */
  onSlept(): void;
  /** The server refuses a channel. @returns its failure, if the request asked for that channel */
  onRefusal(channel: string, error: string | undefined): Failure | undefined;
  /** Not called after an abort. `undefined`: the server wants no connection (204). */
  onEnd(failure: Failure | undefined): void;
}

/** One request and its stream. */
export interface Attempt {
  readonly signal: AbortSignal;
  abort(): void;
  /** Whether the request has left. */
  isSent(): boolean;
  /** Whether nothing has come for longer than a heartbeat. */
  isQuiet(): boolean;
  /** `interval`: what the server said, in milliseconds; 0 when it said nothing. */
  expectHeartbeats(interval: number): void;
}

export function startAttempt(settings: ConnectionSettings, handlers: AttemptHandlers): Attempt {
  const controller = new AbortController();
  const { signal } = controller;
  const ending = new AbortController();
  let isSent = false;
  let isOpen = false;
  let quietLimit = 0;
  let proof: ReturnType<typeof setTimeout> | undefined;
  const watch = watchSilence((limit, hasSlept) => {
    if (hasSlept) handlers.onSlept();
    else ending.abort(silent(limit, isOpen));
  });

  function expectHeartbeats(interval: number): void {
    const { silenceTimeout = interval * missingBeats } = settings;
    watch.allow(silenceTimeout);
    quietLimit = interval || silenceTimeout / missingBeats;
  }

  function stop(): void {
    watch.stop();
    clearTimeout(proof);
  }

  async function run(): Promise<Failure | undefined> {
    // Components that mount together bring their cursors and channels within one task.
    await undefined;
    signal.throwIfAborted();
    isSent = true;
    watch.heard();
    watch.allow(settings.silenceTimeout ?? patience);
    const response = await openStream(settings, handlers.onRequest(), ending.signal);
    signal.throwIfAborted();
    const { body } = response;
    if (!isEventStream(response) || !body) return failureIn(response);
    handlers.onOpen(response);
    signal.throwIfAborted();
    isOpen = true;
    watch.heard();
    expectHeartbeats(0);
    proof = setTimeout(handlers.onLasted, lasting);
    const { onRetry, onArrivals } = handlers;
    await readStream(
      body,
      { onActivity: watch.heard, onRetry, onArrivals },
      { signal: ending.signal, version: settings.version },
    );
    return lost('The server ended the stream');
  }

  async function failureIn(response: Response): Promise<Failure | undefined> {
    const { status } = response;
    if (status !== 403) {
      void response.body?.cancel().catch(() => undefined);
      return status === 204 ? undefined : failureOf(response);
    }
    const { channel, error } = await refusalOf(response, ending.signal);
    const refused = channel === undefined ? undefined : handlers.onRefusal(channel, error);
    return refused ?? failureOf(response);
  }

  run()
    .catch((cause) => failureFrom(cause, isOpen))
    .then((failure) => {
      stop();
      if (!signal.aborted) handlers.onEnd(failure);
    });
  return {
    signal,
    abort() {
      stop();
      controller.abort();
      ending.abort();
    },
    isSent: () => isSent,
    isQuiet: () => quietLimit > 0 && watch.quietFor() > quietLimit,
    expectHeartbeats,
  };
}

function silent(limit: number, wasOpen: boolean): FailureError | undefined {
  // A server that does not answer cannot be reached.
  return wasOpen
    ? new FailureError(lost(`Nothing came for ${(limit / 1000).toFixed(1)} s`))
    : undefined;
}
