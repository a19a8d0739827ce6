import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import { backOff } from '../transport/back-off.js';
import { failureFrom, failureOf } from '../transport/failures.js';
import {
  type ChannelChange,
  channelRefused,
  refusalOf,
  requestChange,
} from '../transport/request.js';
import { type Channels, createCounts } from './claims.js';

/** Channels that one request may name, as the server bounds them. */
const kMaxPerRequest = 100;
/** Characters of channels in an address; Node takes 16 KiB of request head. */
const kMaxAddress = 6_000;
/** Milliseconds that an answer may take. */
const kPatience = 30_000;

export interface ChannelSyncHandlers {
  /** The server reads a channel to this connection from `cursor` on; empty when it does not say. */
  onJoined(channel: string, cursor: string): void;
  onFailure(failure: Failure): void;
  /** The server does not know the client any more. */
  onUnknownClient(): void;
}

/** Keeps the channels that the server sends equal to those that are wanted. */
export interface ChannelSync extends Channels {
  /** A request is about to leave: the channels that it names. The rest follows when it is open. */
  forRequest(): string[];
  /** The stream is open, by the name of `clientId`. */
  opened(clientId: string): void;
  /** The stream is over. */
  ended(): void;
  /** The server does not let this connection read a channel; it is not asked for until joined anew. */
  refuse(channel: string): boolean;
}

export function createChannelSync(
  settings: ConnectionSettings,
  handlers: ChannelSyncHandlers,
): ChannelSync {
  const wanted = createCounts();
  const refused = new Set<string>();
  /** What the server sends on this stream. */
  const read = new Set<string>();
  let clientId: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  let failures = 0;
  /** Answers in a row that did not know the client. */
  let strangers = 0;

  wanted.add(settings.channels);

  /** At the end of the task, so that what is left and joined again is no change. */
  function plan(delay = 0): void {
    if (clientId === undefined || timer !== undefined || request) return;
    timer = setTimeout(() => {
      timer = undefined;
      void change();
    }, delay);
  }

  function nextChange(): ChannelChange | undefined {
    const join = wanted.names().filter((name) => !read.has(name) && !refused.has(name));
    const leave = [...read].filter((name) => !wanted.has(name));
    if (clientId === undefined || join.length + leave.length === 0) return undefined;
    // A server may bound the channels of a client: those left make room first.
    const left = leave.slice(0, kMaxPerRequest);
    return { clientId, leave: left, join: join.slice(0, kMaxPerRequest - left.length) };
  }

  /** Never rejects. */
  async function change(): Promise<void> {
    const next = nextChange();
    if (!next) return;
    const controller = new AbortController();
    request = controller;
    const patience = setTimeout(
      () => controller.abort(new Error(`No answer within ${kPatience / 1000} s`)),
      kPatience,
    );
    let delay = 0;
    try {
      const response = await requestChange(settings, next, controller.signal);
      // What happened to the stream meanwhile has made a new request of its own.
      if (request === controller) delay = await take(response, next, controller);
    } catch (error) {
      if (request === controller) delay = retryLater(failureFrom(error, false));
    } finally {
      clearTimeout(patience);
      if (request === controller) {
        request = undefined;
        plan(delay);
      }
    }
  }

  /** @returns milliseconds until the next request, if there is one */
  async function take(
    response: Response,
    next: ChannelChange,
    { signal }: AbortController,
  ): Promise<number> {
    const { status } = response;
    if (status >= 200 && status < 300) return joined(response, next);
    const refusal = await refusalOf(response, signal);
    if (clientId !== next.clientId) return 0;
    strangers = status === 404 ? strangers + 1 : 0;
    // The next stream names the channels itself; a second time, more streams would not help either.
    if (strangers === 1) {
      handlers.onUnknownClient();
      return 0;
    }
    if (!isRefusal(status)) return retryLater(failureOf(response));
    failures = 0;
    // All or nothing was changed: where it says which one it minds, the others are asked for again.
    const named = refusal.channel;
    const isNamed = named !== undefined && next.join.includes(named);
    for (const name of isNamed ? [named] : next.join) {
      refused.add(name);
      handlers.onFailure(channelRefused(name, status, refusal.error));
    }
    // A channel that cannot be left, for instance one that the identity brings, stays.
    if (!isNamed) for (const name of next.leave) read.delete(name);
    return 0;
  }

  async function joined(response: Response, next: ChannelChange): Promise<number> {
    strangers = 0;
    const body: unknown = await response.json().catch(() => undefined);
    if (clientId !== next.clientId) return 0;
    failures = 0;
    const { cursor } = (body ?? {}) as Record<string, unknown>;
    for (const name of next.leave) read.delete(name);
    for (const name of next.join) read.add(name);
    for (const name of next.join) {
      handlers.onJoined(name, typeof cursor === 'string' ? cursor : '');
    }
    return 0;
  }

  function retryLater(failure: Failure): number {
    failures += 1;
    const delay = backOff(failures, settings.reconnectInterval, failure.retryAfter);
    handlers.onFailure({
      ...failure,
      final: false,
      message: `Channels could not be changed: ${failure.message}; asking again in ${(delay / 1000).toFixed(1)} s`,
    });
    return delay;
  }

  function ended(): void {
    clientId = undefined;
    clearTimeout(timer);
    timer = undefined;
    request?.abort();
    request = undefined;
    failures = 0;
  }

  return {
    join(...channels) {
      wanted.add(channels);
      for (const name of channels) refused.delete(name);
      plan();
    },
    leave(...channels) {
      wanted.remove(channels);
      plan();
    },
    forRequest() {
      ended();
      read.clear();
      let room = kMaxAddress;
      for (const name of wanted.names()) {
        if (refused.has(name)) continue;
        room -= encodeURIComponent(name.toWellFormed()).length + '&channel='.length;
        if (room < 0 || read.size === kMaxPerRequest) break;
        read.add(name);
      }
      return [...read];
    },
    opened(id) {
      clientId = id;
      plan();
    },
    ended,
    refuse(channel) {
      if (!read.has(channel)) return false;
      refused.add(channel);
      return true;
    },
  };
}

/** Answers that a repetition would not change. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 404, 408, 425, 429].includes(status);
}
