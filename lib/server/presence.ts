import { type BroadcasterState, NativeError } from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import { parsePresenceEntry } from '../presence/entries.js';
import { createLocalMembers } from '../presence/local-members.js';
import { PresenceTracker, type TrackerOptions, trackerOf } from '../presence/tracker.js';
import type { Member, PresenceOptions } from '../types/members.js';
import { describe, InvalidArgumentError, invalidArgument, invalidOption } from './errors.js';
import { listed } from './nearest.js';
import { publishTo } from './publish.js';

const kGrace = 5_000;
const kMaxNames = 100;
/** The longest time of a timer. */
const kMaxGrace = 2 ** 31 - 1;
/** Milliseconds that a backplane may take to list the members of a channel. */
const kPatience = 5_000;

/**
 * The members of channels, by their names.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function toTrackerOptions(presence: PresenceOptions): TrackerOptions {
  const { channels, grace } = checkPresence(presence);
  const prefixes = channels.map((name) => `${name}:`);
  const tracks = (channel: string) =>
    channels.includes(channel) || prefixes.some((prefix) => channel.startsWith(prefix));
  return { names: channels, tracks, grace: grace ?? kGrace };
}

/**
 * The options of presence, checked and copied.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function checkPresence(presence: unknown): PresenceOptions {
  if (typeof presence !== 'object' || presence === null || Array.isArray(presence)) {
    throw invalidOption('presence', "an object like { channels: ['room'] }", presence);
  }
  const { channels, grace, ...others } = presence as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected channels or grace in presence but received ${unknown}`,
    );
  }
  if (!Array.isArray(channels) || channels.length > kMaxNames || !channels.every(isName)) {
    throw invalidOption(
      'presence.channels',
      `an array of at most ${kMaxNames} names of channels, none of them empty,`,
      channels,
    );
  }
  if (grace !== undefined && !(typeof grace === 'number' && grace >= 0 && grace <= kMaxGrace)) {
    throw invalidOption('presence.grace', 'a number of milliseconds, 0 or more,', grace);
  }
  return { channels: [...channels], grace };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Follows the members of a broadcaster's channels from now on. Starts no timer, and opens nothing. */
export function attachPresence(state: BroadcasterState, options: TrackerOptions): void {
  const present = trackerOf(state);
  if (present !== undefined) {
    present.configure(options);
    return;
  }
  const local = createLocalMembers((entry) => {
    const { channel, event, data } = parsePresenceEntry(entry);
    publishTo(state, { channel }, { event, data, tellChannel: true });
  });
  const members = () => backplaneOf(state)?.members ?? local;
  state.presence = new PresenceTracker(state, members, options);
}

/**
 * The users that read a channel, over all processes. See `Broadcaster.presence`.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_CHANNEL`; Error `ERR_SSECAST_BACKPLANE_UNAVAILABLE`
 */
export async function listMembers(state: BroadcasterState, channel: string): Promise<Member[]> {
  const tracker = checkTracked(state, channel);
  // A build renders pages, and has no clients.
  if (process.env.NEXT_PHASE === 'phase-production-build' || state.closed) return [];
  return inTime(tracker.list(channel), channel);
}

/**
 * Whether a channel has members, for its readers to ask for.
 * @returns the tracker of the broadcaster
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_CHANNEL`
 */
export function checkTracked(state: BroadcasterState, channel: unknown): PresenceTracker {
  if (typeof channel !== 'string' || channel === '') {
    const code = 'ERR_SSECAST_INVALID_CHANNEL';
    throw invalidArgument(code, 'a string that is not empty', 'channel', channel);
  }
  const tracker = trackerOf(state);
  if (tracker?.tracks(channel)) return tracker;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_CHANNEL',
    `Expected a channel with members but received ${describe(channel)}; the option presence names ` +
      listed(tracker?.names ?? []),
  );
}

async function inTime(listed: Promise<Member[]>, channel: string): Promise<Member[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(channel)), kPatience).unref();
  });
  try {
    return await Promise.race([listed, late]);
  } catch (error) {
    throw error instanceof NativeError ? error : unavailable(channel, error);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(channel: string, cause?: unknown): NativeError {
  const reason = cause instanceof Error ? `: ${cause.message}` : ` within ${kPatience / 1_000} s`;
  return new NativeError(
    'ERR_SSECAST_BACKPLANE_UNAVAILABLE',
    `Expected the backplane to list the members of ${describe(channel)} but it did not${reason}. Ask again later.`,
    { cause },
  );
}
