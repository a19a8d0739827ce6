import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import { backOff } from '../transport/back-off.js';
import {
  channelRefused,
  failureFrom,
  failureOf,
  type Refusal,
  refusalOf,
} from '../transport/failures.js';
import { postJSON } from '../transport/request.js';
import { type ChannelState, type ChannelSyncHandlers, maxPerRequest } from './channel-state.js';

/** Milliseconds that an answer may take. */
const patience = 30_000;

/** Joins and leaves channels on an open stream. Pages load it when they first need it. */
export interface ChannelChanger {
  /** Asks for other channels, until the server sends those that the page wants. */
  run(): void;
  /** The stream is over. */
  cancel(): void;
}

interface ChannelChange {
  clientId: string;
  join: string[];
  leave: string[];
}

export function createChannelChanger(
  settings: ConnectionSettings,
  state: ChannelState,
  handlers: ChannelSyncHandlers,
): ChannelChanger {
  const { refused, read } = state;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let request: AbortController | undefined;
  let failures = 0;
  /** Answers in a row that did not know the client. */
  let strangers = 0;

  /** Never rejects. */
  async function change(next: ChannelChange): Promise<void> {
    const controller = new AbortController();
    request = controller;
    const late = new Error(`No answer within ${patience / 1000} s`);
    const end = setTimeout(() => controller.abort(late), patience);
    let delay = 0;
    // Before the answer: a reader that joins the channel meanwhile waits until it is joined again.
    for (const name of next.leave) handlers.onLeft(name);
    try {
      const response = await postJSON(settings, next, controller.signal);
      const body: unknown = response.ok
        ? await response.json().catch(() => undefined)
        : await refusalOf(response, controller.signal);
      // What happened to the stream meanwhile has made a new request of its own.
      if (request !== controller) return;
      if (response.ok) joined(next, body);
      else delay = refuse(next, response, body as Refusal);
    } catch (error) {
      if (request === controller) delay = retryLater(failureFrom(error, false));
    } finally {
      clearTimeout(end);
      if (request === controller) {
        request = undefined;
        timer = setTimeout(ask, delay);
      }
    }
  }

  function joined({ join, leave }: ChannelChange, body: unknown): void {
    strangers = 0;
    failures = 0;
    const { cursor } = (body ?? {}) as Record<string, unknown>;
    for (const name of leave) read.delete(name);
    for (const name of join) read.add(name);
    for (const name of join) handlers.onJoined(name, typeof cursor === 'string' ? cursor : '');
  }

  /** @returns milliseconds until the next request, if there is one */
  function refuse({ join, leave }: ChannelChange, response: Response, refusal: Refusal): number {
    const { status } = response;
    const { channel, error } = refusal;
    strangers = status === 404 ? strangers + 1 : 0;
    // The next stream names the channels itself; a second time, more streams would not help either.
    if (strangers === 1) {
      handlers.onUnknownClient();
      return 0;
    }
    if (!isRefusal(status)) return retryLater(failureOf(response));
    failures = 0;
    // All or nothing was changed: where the answer names a channel, the others are asked for again.
    const names = channel !== undefined && join.includes(channel) ? [channel] : join;
    for (const name of names) {
      refused.add(name);
      handlers.onFailure(channelRefused(name, status, error));
    }
    // A channel that cannot be left, for instance one that the identity brings, stays.
    if (names === join) for (const name of leave) read.delete(name);
    return 0;
  }

  function retryLater(failure: Failure): number {
    failures += 1;
    const delay = backOff(failures, settings.reconnectInterval, failure.retryAfter);
    handlers.onFailure({ ...failure, message: retrySentence(failure, delay) });
    return delay;
  }

  function ask(): void {
    timer = undefined;
    const next = nextChange(state);
    if (next) void change(next);
  }

  return {
    run() {
      // Whatever the page wants besides waits, too: the server has asked for time.
      if (!request && timer === undefined) ask();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      request?.abort();
      request = undefined;
      failures = 0;
    },
  };
}

function nextChange({ clientId, wanted, refused, read }: ChannelState): ChannelChange | undefined {
  const join = wanted.names().filter((name) => !read.has(name) && !refused.has(name));
  const leave = [...read].filter((name) => !wanted.has(name));
  if (clientId === undefined || join.length + leave.length === 0) return undefined;
  // A server may bound the channels of a client: those left make room first.
  const left = leave.slice(0, maxPerRequest);
  return { clientId, leave: left, join: join.slice(0, maxPerRequest - left.length) };
}

function retrySentence({ message }: Failure, delay: number): string {
  const again = `asking again in ${(delay / 1000).toFixed(1)} s`;
  return `Channels could not be changed: ${message}; ${again}`;
}

/** Answers that a repetition would not change. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 404, 408, 425, 429].includes(status);
}
