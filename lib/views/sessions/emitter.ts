import type { BroadcasterState } from 'ssecast/native';
import { defaultState } from '../../server/default-broadcaster.js';
import { describe, InvalidArgumentError } from '../../server/errors.js';
import { type Check, check } from '../../server/options.js';
import { publishTo } from '../../server/publish.js';
import { stateOf } from '../../server/state-of.js';
import { checkSession, keyOf } from './event.js';
import { SessionSubscription } from './subscription.js';
import type {
  SessionEmitterOptions,
  SessionEvent,
  SessionListener,
  SessionSubscribeOptions,
} from './types.js';

const checks: Record<keyof SessionEmitterOptions, Check> = {
  // `stateOf` checks it.
  broadcaster: { expected: '', test: () => true },
};

const subscribeChecks: Record<keyof SessionSubscribeOptions, Check> = {
  lastEventId: { expected: 'the id of an event', test: (value) => typeof value === 'string' },
  onEnd: { expected: 'a function', test: (value) => typeof value === 'function' },
};

/**
 * The events of sessions. Emitters and listeners may be anywhere in the process: in other modules,
 * bundles and worker threads. `Events` maps the types of events to their data.
 *
 * An emitter has no state. A session is the channel `session:<sessionId>` of a broadcaster, and a
 * subscription is a client that JavaScript reads, with a queue, an order and limits like every client.
 */
export class SessionEventEmitter<Events extends object = Record<string, unknown>> {
  readonly #state: BroadcasterState | undefined;

  /** @throws TypeError `ERR_SSECAST_INVALID_OPTION` */
  constructor(options: SessionEmitterOptions = {}) {
    check('', options, checks);
    const { broadcaster } = options;
    this.#state = broadcaster === undefined ? undefined : stateOf('broadcaster', broadcaster);
  }

  /**
   * Calls the listener with every event of the session, in order, and with `gap` if events were lost; not
   * with heartbeats or `connected`. A subscription counts as one client, which has
   * `metadata: { subscription: true }`, and does not keep the process alive.
   *
   * @returns a function that ends the subscription; a second call does nothing
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_LISTENER`, `_OPTION`, `_CHANNEL`; Error
   * `ERR_SSECAST_REFUSED` when `maxConnections` is reached, or the broadcaster is drained or closed
   */
  subscribe(
    sessionId: string,
    listener: SessionListener,
    options: SessionSubscribeOptions = {},
  ): () => void {
    checkSession(sessionId);
    if (typeof listener !== 'function') throw invalidListener(listener);
    check('', options, subscribeChecks);
    const state = this.#state ?? defaultState();
    const subscription = new SessionSubscription(state, sessionId, listener, options);
    subscription.open();
    return () => subscription.close();
  }

  /**
   * Sends `{ type, data, timestamp }`, as an event without a name, to the clients of the session. A
   * browser's `EventSource` receives it in `onmessage`, the client of ssecast as an event of that type.
   *
   * @returns the number of clients, subscriptions included; 0 for an unknown session
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_EVENT`, `_DATA`; RangeError
   * `ERR_SSECAST_EVENT_TOO_LARGE`; RateLimitError `ERR_SSECAST_RATE_LIMITED`; Error `ERR_SSECAST_CLOSED`.
   * Then nothing was sent.
   */
  emit(sessionId: string, event: SessionEvent<Events>): number {
    checkSession(sessionId);
    const key = keyOf(sessionId, event);
    const { type, data = null } = event as SessionEvent;
    const envelope = {
      event: 'message',
      data: { type, data, timestamp: Date.now() },
      key,
    };
    const state = this.#state ?? defaultState();
    return publishTo(state, { session: sessionId }, envelope, undefined, true).clients;
  }
}

/**
 * Makes an emitter for the events of one application.
 *
 * @example export const sessionEmitter = createSessionEmitter<{ 'item:added': { id: string } }>()
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSessionEmitter<Events extends object = Record<string, unknown>>(
  options: SessionEmitterOptions = {},
): SessionEventEmitter<Events> {
  return new SessionEventEmitter<Events>(options);
}

/** The emitter of the broadcaster `default`, for events of any type. */
export const sessionEmitter: SessionEventEmitter = new SessionEventEmitter();

function invalidListener(listener: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_LISTENER',
    `Expected a function for listener but received ${describe(listener)}`,
  );
}
