import { commonView } from '../client/connection/shared-connections.js';
import type { ConnectionSettings } from '../client/options/options.js';
import { backOff } from '../client/transport/back-off.js';
import { failureFrom, failureOf, type Refusal, refusalOf } from '../client/transport/failures.js';
import { postJSON } from '../client/transport/request.js';
import type { IncomingEvent } from '../types/events.js';
import type { Member } from '../types/members.js';

/** Channels that one request may name, as the server bounds them. */
const maxPerRequest = 100;
/** Milliseconds that an answer may take. */
const patience = 30_000;

/** The members of a channel as a page knows them. Another object after each change. */
export interface MemberState {
  /** Sorted by user. */
  members: readonly Member[];
  /** Why the server does not list them. */
  error: string | null;
}

/** The lists of members that the components of a page show: one for each channel. */
export interface MemberLists {
  /** Undefined for a channel that no component shows. */
  state(channel: string): MemberState | undefined;
  /** Keeps the list up to date until the returned function is called. `onChange` follows each change. */
  hold(channel: string, initial: readonly Member[], onChange: () => void): () => void;
  /** An event of the channel came, perhaps by way of several components. */
  take(channel: string, event: IncomingEvent): void;
  /** Events of the channel come from here on. */
  joined(channel: string): void;
  /** Events are missing. */
  ask(channel: string): void;
}

interface List {
  state: MemberState;
  readonly listeners: Set<() => void>;
  /** The server has listed the members. */
  isKnown: boolean;
  /** It did so, or will, while events came. */
  isJoined: boolean;
  /** While it is asked for: events since then, which the answer may not know. */
  since?: IncomingEvent[] | undefined;
}

export function createMemberLists(settings: ConnectionSettings): MemberLists {
  const lists = new Map<string, List>();
  /** Channels of the next request. */
  const asking = new Set<string>();
  let request: AbortController | undefined;
  let planned: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function show(list: List, change: Partial<MemberState>): void {
    list.state = { ...list.state, ...change };
    for (const listener of [...list.listeners]) listener();
  }

  /** Components that ask in the same task share one request. */
  function plan(delay = 0): void {
    if (asking.size === 0 || request || planned !== undefined) return;
    planned = setTimeout(() => void send(), delay);
  }

  function ask(channel: string): void {
    if (lists.has(channel)) asking.add(channel);
    plan();
  }

  /** Never rejects. */
  async function send(): Promise<void> {
    planned = undefined;
    const channels = [...asking].slice(0, maxPerRequest);
    if (channels.length === 0) return;
    for (const channel of channels) {
      asking.delete(channel);
      const list = lists.get(channel);
      if (list) list.since = [];
    }
    const controller = new AbortController();
    request = controller;
    const late = new Error(`No answer within ${patience / 1000} s`);
    const end = setTimeout(() => controller.abort(late), patience);
    let delay = 0;
    try {
      const response = await postJSON(settings, { presence: channels }, controller.signal);
      const { signal } = controller;
      const body = response.ok ? await response.json() : await refusalOf(response, signal);
      if (request !== controller) return;
      if (response.ok) answered(channels, body);
      else delay = refused(channels, response, body);
    } catch (error) {
      if (request === controller) delay = failed(channels, failureFrom(error, false).message);
    } finally {
      clearTimeout(end);
    }
    // Stopped: what came since has made a request of its own.
    if (request !== controller) return;
    request = undefined;
    for (const channel of channels) {
      const list = lists.get(channel);
      if (list) list.since = undefined;
    }
    plan(delay);
  }

  function answered(channels: string[], body: unknown): void {
    const presence = Object(Object(body).presence);
    if (!channels.every((channel) => Array.isArray(presence[channel]))) {
      throw new Error('Expected the members of channels but received something else');
    }
    failures = 0;
    for (const channel of channels) {
      const list = lists.get(channel);
      if (!list) continue;
      list.isKnown = true;
      const members = (list.since ?? []).reduce(withEvent, presence[channel] as readonly Member[]);
      show(list, { members, error: null });
    }
  }

  /** @returns milliseconds until the next request, if there is one */
  function refused(channels: string[], response: Response, refusal: Refusal): number {
    const { status } = response;
    const { channel, error } = refusal;
    const failure = failureOf(response);
    const isFinal = failure.final || status === 400;
    if (!isFinal) return failed(channels, `The server answered ${status}`, failure.retryAfter);
    // One of them refuses all: the others are asked for again.
    const isOne = channel !== undefined && channels.includes(channel);
    for (const name of channels) {
      const list = lists.get(name);
      if (isOne && name !== channel) asking.add(name);
      else if (list) show(list, { error: sentence(error ?? failure.message) });
    }
    return 0;
  }

  /** @returns milliseconds until the next request */
  function failed(channels: string[], message: string, retryAfter?: number): number {
    failures += 1;
    const delay = backOff(failures, settings.reconnectInterval, retryAfter);
    const again = `asking again in ${(delay / 1000).toFixed(1)} s`;
    for (const channel of channels) {
      const list = lists.get(channel);
      if (!list) continue;
      asking.add(channel);
      show(list, { error: sentence(`${message}; ${again}`) });
    }
    return delay;
  }

  /** No component shows a list any more. */
  function stop(): void {
    clearTimeout(planned);
    planned = undefined;
    failures = 0;
    request?.abort();
    request = undefined;
  }

  return {
    state: (channel) => lists.get(channel)?.state,
    hold(channel, initial, onChange) {
      let list = lists.get(channel);
      if (!list) {
        const state = { members: initial, error: null };
        list = { state, listeners: new Set(), isKnown: false, isJoined: false };
        lists.set(channel, list);
        // Another component may read the channel already: then no event says that the page has joined it.
        if (commonView(settings)?.getSnapshot().status === 'open') ask(channel);
      }
      const held = list;
      // A function of its own, so that a component that holds it twice counts twice.
      const listener = () => onChange();
      held.listeners.add(listener);
      return () => {
        held.listeners.delete(listener);
        // React's Strict Mode, fast refresh and navigation release and hold again within one task.
        setTimeout(() => {
          if (held.listeners.size > 0 || lists.get(channel) !== held) return;
          lists.delete(channel);
          asking.delete(channel);
          if (lists.size === 0) stop();
        }, 0);
      };
    },
    take(channel, event) {
      const list = lists.get(channel);
      if (!list) return;
      if (event.event === 'connected') {
        const hasAll = Object(event.data).resumed === true && list.isKnown && list.isJoined;
        list.isJoined = true;
        if (!hasAll) ask(channel);
        return;
      }
      list.since?.push(event);
      const members = withEvent(list.state.members, event);
      if (members !== list.state.members) show(list, { members });
    },
    joined(channel) {
      const list = lists.get(channel);
      if (list) list.isJoined = true;
      ask(channel);
    },
    ask,
  };
}

function sentence(text: string): string {
  return `The members are not known: ${text}`;
}

/** The members after an event; the same array where it changes nothing. */
function withEvent(members: readonly Member[], { event, data }: IncomingEvent): readonly Member[] {
  const { userId, metadata } = Object(data) as Partial<Member>;
  if (typeof userId !== 'string') return members;
  const at = placeOf(members, userId);
  const isThere = members[at]?.userId === userId;
  if (event === 'presence.leave') {
    return isThere ? [...members.slice(0, at), ...members.slice(at + 1)] : members;
  }
  // Several components may pass on one event.
  if (event !== 'presence.join' || (isThere && members[at]?.metadata === metadata)) return members;
  const joined = { userId, metadata: metadata ?? {} };
  return [...members.slice(0, at), joined, ...members.slice(isThere ? at + 1 : at)];
}

/** Where a user stands, or would stand. */
function placeOf(members: readonly Member[], userId: string): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((members[middle] as Member).userId < userId) low = middle + 1;
    else high = middle;
  }
  return low;
}
