import { type NativeEventTarget, type NativeTargetKind, targetKinds } from 'ssecast/native';
import { describe, InvalidArgumentError } from './errors.js';
import type { Target } from './events.js';

/** All fields that a target can have, so that they can be read without narrowing the union. */
interface TargetFields {
  user?: string | readonly string[];
  session?: string | readonly string[];
  channel?: string | readonly string[];
  client?: string | readonly string[];
}

/**
 * The kind of a target's keys. Every publish calls this and `keysOf`: two functions, because a pair would
 * be one more object.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET`
 */
export function kindOf(target: Target): NativeTargetKind {
  if (target === 'all') return targetKinds.all;
  if (typeof target !== 'object' || target === null) throw invalidTarget(target);
  const { user, session, channel, client } = target as TargetFields;
  const fields =
    (user === undefined ? 0 : 1) +
    (session === undefined ? 0 : 1) +
    (channel === undefined ? 0 : 1) +
    (client === undefined ? 0 : 1);
  // Two fields could mean "and" as well as "or".
  if (fields !== 1) throw invalidTarget(target);
  return client === undefined ? targetKinds.channels : targetKinds.clients;
}

/** The channels or client ids of a target that `kindOf` has checked. Users and sessions are channels. */
export function keysOf(target: Target): string | string[] {
  if (target === 'all') return '';
  const { user, session, channel, client } = target as TargetFields;
  if (user !== undefined) return prefixed('user:', user, target);
  if (session !== undefined) return prefixed('session:', session, target);
  return prefixed('', (channel ?? client) as string | readonly string[], target);
}

/**
 * `kindOf` for an event: one user and one session are named by their ids alone, because joining strings
 * costs more here than in C++. `keysOfEvent` gives the keys.
 * @param tellChannel whether the event names its channel. Undefined: if a page reads several of the kind
 * over one connection, and has asked for them by name.
 * @throws what `kindOf` throws
 */
export function eventTargetOf(target: Target, tellChannel: boolean | undefined): NativeEventTarget {
  const kind = kindOf(target);
  if (kind !== targetKinds.channels) return kind;
  const { user, session, channel } = target as TargetFields;
  if (typeof session === 'string') {
    return tellChannel === false ? targetKinds.channels : targetKinds.session;
  }
  if (typeof user === 'string') {
    return tellChannel === true ? targetKinds.toldChannel : targetKinds.user;
  }
  if (typeof channel === 'string' && (tellChannel ?? isScope(channel))) {
    return targetKinds.toldChannel;
  }
  return kind;
}

/** The keys of a target whose kind is that of `eventTargetOf`. */
export function keysOfEvent(target: Target, kind: NativeEventTarget): string | string[] {
  if (kind !== targetKinds.user && kind !== targetKinds.session) return keysOf(target);
  const { user, session } = target as TargetFields;
  const id = (kind === targetKinds.user ? user : session) as string;
  if (id === '') throw invalidTarget(target);
  return id;
}

/** Whether the kind of an event's target says that its channel is told. */
export const isTold = (kind: NativeEventTarget): boolean =>
  kind === targetKinds.session || kind === targetKinds.toldChannel;

const isScope = (channel: string): boolean =>
  channel.startsWith('session:') || channel.startsWith('workspace:');

/**
 * The single channel of a target, for `tellChannel`; `all` for all clients.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET`
 */
export function channelOf(target: Target): string {
  if (target === 'all') return 'all';
  const keys = kindOf(target) === targetKinds.channels ? keysOf(target) : undefined;
  const channel = typeof keys === 'string' ? keys : keys?.[0];
  if (channel !== undefined && (typeof keys === 'string' || keys?.length === 1)) return channel;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_TARGET',
    'Expected all clients, or a target of one user, session or channel, for an event with tellChannel but received ' +
      `${named(target)}; publish it to each of them, or leave tellChannel out`,
  );
}

function prefixed(
  prefix: string,
  keys: string | readonly string[],
  target: Target,
): string | string[] {
  if (typeof keys === 'string') {
    if (keys === '') throw invalidTarget(target);
    return prefix + keys;
  }
  if (!Array.isArray(keys)) throw invalidTarget(target);
  const names: string[] = [];
  for (const key of keys) {
    if (typeof key !== 'string' || key === '') throw invalidTarget(target);
    names.push(prefix + key);
  }
  return names;
}

function invalidTarget(target: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_TARGET',
    "Expected 'all' or an object with one of the keys user, session, channel and client, whose value " +
      `is a string or an array of strings, none of them empty, for target but received ${named(target)}`,
  );
}

function named(target: unknown): string {
  if (typeof target !== 'object' || target === null || Array.isArray(target)) {
    return describe(target);
  }
  const fields = Object.entries(target)
    .slice(0, 6)
    .map(([key, value]) => `${key}: ${describe(value)}`);
  return `{ ${fields.join(', ')} }`;
}
