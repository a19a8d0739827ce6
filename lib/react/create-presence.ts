'use client';

import { useCallback, useEffect, useInsertionEffect, useState, useSyncExternalStore } from 'react';
import { resolveOptions } from '../client/options/resolve-options.js';
import type { NameOf } from '../types/channel-names.js';
import type { Member } from '../types/members.js';
import type { HooksOptions, NoChannel } from './create-hooks.js';
import { createMemberLists, type MemberLists, type MemberState } from './member-lists.js';
import { channelScope } from './scope.js';
import { type Readers, trackReads } from './tracked-results.js';
import { useChannel } from './use-channel.js';
import type { ScopeListener, ScopeState } from './use-scope.js';

/** A result of `defineLive` with the option `presence`, of which the hook knows the type alone. */
export interface PresenceSource {
  readonly '~members': object;
}

/** Options of one use of `usePresence`. */
export interface PresenceHookOptions<Metadata>
  extends Pick<ScopeListener, 'onOpen' | 'onClose' | 'onError'> {
  /** What `live.presence()` returned to a Server Component: shown until the page knows the list itself. */
  initial?: readonly Member<Metadata>[] | undefined;
}

/** A component renders for the results that it reads here. */
export interface PresenceHookReturn<Metadata> extends ScopeState {
  /** The users that read the channel, each once, sorted by `userId`; without an answer yet `initial`. */
  members: readonly Member<Metadata>[];
  count: number;
}

type Metadata<Source extends PresenceSource> = Source['~members'][keyof Source['~members']];

export interface PresenceHooks<Source extends PresenceSource> {
  /**
   * Who reads a channel, over all instances of the server. The component joins the channel, and its own user
   * is among the members then.
   *
   * @param channel a channel of the option `presence` of the definition, like `room:5`; undefined, null, false
   * or '': no channel yet
   * @throws InvalidOptionError while rendering, for a value that an option cannot have
   */
  usePresence(
    // Not an alias: errors of the compiler list the names.
    channel:
      | {
          [Each in keyof Source['~members'] & string]: NameOf<Each>;
        }[keyof Source['~members'] & string]
      | NoChannel,
    options?: PresenceHookOptions<Metadata<Source>>,
  ): PresenceHookReturn<Metadata<Source>>;
}

interface Results {
  members: readonly Member[];
  count: number;
  error: string | null;
}

const readers: Readers<MemberState, Results> = {
  members: ({ members }) => members,
  count: ({ members }) => members.length,
  error: ({ error }) => error,
};
/** Many users come at once when a server is back. */
const frequent = ['members', 'count'] as const;

const none: readonly Member[] = [];
/** Of no list: what the server rendered. */
const hydrating = -1;

/**
 * The hook for who is in the channels of what `defineLive` defined. With the same options as `createHooks` it
 * shares the connection. A function of its own, so that pages without it do not load its code.
 *
 * @example
 * import type { live } from './live'
 * export const { usePresence } = createPresence<typeof live>()
 */
export function createPresence<Source extends PresenceSource>({
  url = '/api/sse',
  ...options
}: HooksOptions = {}): PresenceHooks<Source> {
  let lists: MemberLists | undefined;

  function usePresence(
    channel: string | NoChannel,
    { initial = none, ...listener }: PresenceHookOptions<Member['metadata']> = {},
  ): PresenceHookReturn<Member['metadata']> {
    // Not before: wrong options are errors of the component.
    lists ??= createMemberLists(resolveOptions({ ...options, url }));
    const known = lists;
    const name = channel || '';
    const state = useChannel(
      channelScope(url, channel),
      options,
      { ...listener, onGap: () => known.ask(name), onJoined: () => known.joined(name) },
      (event) => known.take(name, event),
    );
    const results = useMembers(known, name, initial);
    return Object.defineProperties({} as PresenceHookReturn<Member['metadata']>, {
      ...Object.getOwnPropertyDescriptors(state),
      members: { enumerable: true, get: () => results.members },
      count: { enumerable: true, get: () => results.count },
      // What keeps the page from its events comes first.
      error: { enumerable: true, get: () => state.error ?? results.error },
    });
  }
  // The types of the definition say more than those of the code.
  return { usePresence } as unknown as PresenceHooks<Source>;
}

function useMembers(lists: MemberLists, channel: string, initial: readonly Member[]): Results {
  const rendered: Shown = { channel, initial };
  const [own] = useState(() => ({ shown: rendered }));
  const [tracked] = useState(() =>
    trackReads<MemberState, Results>(readers, frequent, () => stateOf(lists, own.shown)),
  );
  // Before any other effect, which may read it.
  useInsertionEffect(() => {
    own.shown = rendered;
  });
  const subscribe = useCallback(
    (notify: () => void) => {
      const unsubscribe = tracked.subscribe(notify);
      const release = channel && lists.hold(channel, own.shown.initial, tracked.check);
      return () => {
        unsubscribe();
        if (release) release();
      };
    },
    [channel, lists, own, tracked],
  );
  const version = useSyncExternalStore(subscribe, tracked.version, () => hydrating);
  const { results, commit } = tracked.forRender(
    version === hydrating ? unknownState(initial) : stateOf(lists, rendered),
  );
  useEffect(commit);
  return results;
}

/** What a component shows. */
interface Shown {
  channel: string;
  initial: readonly Member[];
}

function stateOf(lists: MemberLists, { channel, initial }: Shown): MemberState {
  return lists.state(channel) ?? unknownState(initial);
}

function unknownState(members: readonly Member[]): MemberState {
  return { members, error: null };
}
