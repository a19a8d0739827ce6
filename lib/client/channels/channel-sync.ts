import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import { channelRefused } from '../transport/failures.js';
import type { ChannelChanger } from './channel-changer.js';
import { type ChannelState, type ChannelSyncHandlers, maxPerRequest } from './channel-state.js';
import { type Channels, createCounts } from './claims.js';

/** Characters of channels in an address; Node takes 16 KiB of request head. */
const longestAddress = 6_000;

/** Keeps the channels that the server sends equal to those that the page wants. */
export interface ChannelSync extends Channels {
  /** A request leaves. @returns the channels that it names; the rest follows when it is open */
  forRequest(): string[];
  opened(clientId: string): void;
  /** The stream has begun. @returns the channels that the stream before it did not have */
  begun(): string[];
  /** The stream is over. */
  ended(): void;
  /** The server refuses a channel. @returns its failure, if the request named it */
  refuse(channel: string, error: string | undefined): Failure | undefined;
}

/** @param joins the channels of the stream, as `onJoined` and `onLeft` change them */
export function createChannelSync(
  settings: ConnectionSettings,
  joins: ReadonlyMap<string, string>,
  handlers: ChannelSyncHandlers,
): ChannelSync {
  const wanted = createCounts();
  const state: ChannelState = { wanted, refused: new Set(), read: new Set(), clientId: undefined };
  const { refused, read } = state;
  let changer: ChannelChanger | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasFailed = false;

  wanted.add(settings.channels);

  /** At the end of the task, so that a channel that is left and joined again is no change. */
  function plan(): void {
    if (state.clientId !== undefined) timer ??= setTimeout(change, 0);
  }

  function change(): void {
    timer = undefined;
    const isSame = [...wanted.names(), ...read].every(
      (name) => refused.has(name) || (wanted.has(name) && read.has(name)),
    );
    if (isSame) return;
    if (changer) changer.run();
    else void load();
  }

  /** Most pages name their channels in the request, and never load this part. */
  async function load(): Promise<void> {
    const { clientId } = state;
    try {
      const { createChannelChanger } = await import('./channel-changer.js');
      changer ??= createChannelChanger(settings, state, handlers);
      changer.run();
    } catch (cause) {
      // What happened to the stream meanwhile has made a new request of its own.
      if (state.clientId !== clientId) return;
      // For instance after a deploy. The next stream names the channels itself.
      if (!hasFailed) handlers.onUnknownClient();
      hasFailed = true;
      const message = 'Channels could not be changed: a part of the page could not be loaded';
      handlers.onFailure({ code: 'ERR_SSECAST_UNREACHABLE', message, cause });
    }
  }

  function ended(): void {
    state.clientId = undefined;
    clearTimeout(timer);
    timer = undefined;
    changer?.cancel();
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
      let room = longestAddress;
      for (const name of wanted.names()) {
        if (refused.has(name)) continue;
        room -= encodeURIComponent(name.toWellFormed()).length + '&channel='.length;
        if (room < 0 || read.size === maxPerRequest) break;
        read.add(name);
      }
      for (const name of joins.keys()) if (!read.has(name)) handlers.onLeft(name);
      return [...read];
    },
    opened(id) {
      state.clientId = id;
      plan();
    },
    begun: () => [...read].filter((name) => !joins.has(name)),
    ended,
    refuse(channel, error) {
      if (!read.has(channel)) return undefined;
      refused.add(channel);
      return channelRefused(channel, 403, error);
    },
  };
}
