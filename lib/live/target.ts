import type { BroadcasterState } from 'ssecast/native';
import { disconnectClients, listClients } from '../server/clients.js';
import { describe, InvalidArgumentError, invalidArgument } from '../server/errors.js';
import { advise } from '../server/nearest.js';
import { publishTo } from '../server/publish.js';
import type { EventEntry } from '../server/schemas.js';
import { publishEntry } from '../server/schemas-publish.js';
import { takeSnapshot } from '../server/snapshot.js';
import { keysOf, kindOf } from '../server/targets.js';
import type { ClientInfo } from '../types/clients.js';
import type { Published, Snapshot, Target } from '../types/events.js';
import type { LiveChannel, SendOptions } from './types.js';

/** The events of a channel of the definition. Undefined for a definition of types alone: any event. */
export type Entries = ReadonlyMap<string, EventEntry> | undefined;

type AnyEvents = Record<string, unknown>;

/** One channel, or all clients, with the events that may be sent there. */
export class ChannelTarget implements LiveChannel<AnyEvents, object> {
  readonly #state: BroadcasterState;
  readonly #target: Target;
  /** The key of the definition, for messages. */
  readonly #key: string;
  readonly #entries: Entries;

  constructor(state: BroadcasterState, target: Target, key: string, entries: Entries) {
    this.#state = state;
    this.#target = target;
    this.#key = key;
    this.#entries = entries;
  }

  send(event: string, data: unknown, options?: SendOptions): Published {
    const entry = this.#entries?.get(event);
    if (this.#entries !== undefined && entry === undefined) throw this.#unknownEvent(event);
    // Pages that read several channels tell their events apart by the name of the channel.
    const tellChannel = true;
    const published =
      options === undefined
        ? { event, data, tellChannel }
        : { ...pick(options), event, data, tellChannel };
    const state = this.#state;
    return entry === undefined
      ? publishTo(state, this.#target, published)
      : publishEntry(state, entry, this.#target, published);
  }

  disconnect(): number {
    return disconnectClients(this.#state, kindOf(this.#target), keysOf(this.#target));
  }

  clients(): ClientInfo[] {
    return listClients(this.#state, kindOf(this.#target), keysOf(this.#target));
  }

  async snapshot<Data>(load: () => Data | Promise<Data>): Promise<Snapshot<Data>> {
    if (this.#target === 'all') {
      throw new InvalidArgumentError(
        'ERR_SSECAST_INVALID_CHANNEL',
        'Expected a user, a session or a channel for a snapshot but received all; a page of all clients ' +
          'takes the snapshot of a channel that it reads',
      );
    }
    return takeSnapshot(this.#state, keysOf(this.#target) as string, load);
  }

  #unknownEvent(event: unknown): InvalidArgumentError {
    const names = [...(this.#entries?.keys() ?? [])];
    return new InvalidArgumentError(
      'ERR_SSECAST_INVALID_EVENT',
      `Expected an event of ${this.#key} but received ${describe(event)}; ` +
        `${advise(event, names, 'its events are')} Nothing was sent.`,
    );
  }
}

/** The options of `send`: other fields would change where the event goes, or what it is. */
function pick(options: SendOptions): SendOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalidArgument(
      'ERR_SSECAST_INVALID_EVENT',
      'an object like { id, key }',
      'options',
      options,
    );
  }
  const { id, retry, timestamp, key } = options;
  return { id, retry, timestamp, key };
}
