import type { SSEEvent } from '../../types/events.js';
import { InvalidOptionError } from '../client/options.js';

/** What events belong to: a session or a workspace. It is a channel of that prefix. */
export type ScopeKind = 'session' | 'workspace';

/** One session or workspace, and how its events are had. */
export interface Scope {
  /** Where to connect to; undefined while there is nothing to listen to. */
  url: string | undefined;
  /** Channels to ask for: none where the address tells already what it is about. */
  channels: readonly string[];
  /** Whether an event of the connection is this scope's. */
  owns(event: SSEEvent): boolean;
}

const kNone: readonly string[] = [];

/**
 * @param url one address for all of them, whose connection is shared; or an address for each
 * @param id nothing, or an empty text, is no scope yet
 * @throws InvalidOptionError
 */
export function toScope(
  kind: ScopeKind,
  url: string | ((id: string) => string),
  id: string | null | undefined,
): Scope {
  if (id === undefined || id === null || id === '') {
    return { url: undefined, channels: kNone, owns: () => false };
  }
  if (typeof id !== 'string') {
    throw new InvalidOptionError(
      `Expected ${kind}Id to be a string but received a ${typeof id}. Convert it with String(), ` +
        'or pass undefined while it is not known.',
    );
  }
  const channel = `${kind}:${id}`;
  const isShared = typeof url !== 'function';
  return {
    url: isShared ? url : url(id),
    channels: isShared ? [channel] : kNone,
    owns(event) {
      if (event.channel !== undefined) return event.channel === channel;
      // On a connection for all of them only the connection's own events are everybody's.
      return !isShared || event.event === 'connected';
    },
  };
}

/** @throws InvalidOptionError for what can be no address */
export function checkScopeUrl(kind: ScopeKind, url: unknown): void {
  if (typeof url === 'function' || (typeof url === 'string' && url !== '')) return;
  throw new InvalidOptionError(
    `Expected url to be the address of an SSE endpoint, or a function that makes it out of the ` +
      `${kind}Id, but received ${url === '' ? 'an empty string' : `a ${typeof url}`}.`,
  );
}
