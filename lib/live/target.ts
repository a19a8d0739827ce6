import type { BroadcasterState } from 'ssecast/native';
import { disconnectClients, disconnectEverywhere, listClients } from '../server/clients.js';
import { describe, InvalidArgumentError, invalidArgument } from '../server/errors.js';
import { advise } from '../server/nearest.js';
import { type Publish, publishThrough, publishTo, reported } from '../server/publish.js';
import type { EventEntry } from '../server/schemas.js';
import { publishEntry } from '../server/schemas-publish.js';
import { takeSnapshot } from '../server/snapshot.js';
import { channelOf, keysOf, kindOf } from '../server/targets.js';
import type { ClientInfo } from '../types/clients.js';
import type { Published, Snapshot, Target } from '../types/events.js';
import type { BackplaneLiveChannel, LiveChannel, SendOptions } from './types.js';

/** The events of a channel of the definition. Undefined for a definition of types alone: any event. */
export type Entries = ReadonlyMap<string, EventEntry> | undefined;

type AnyEvents = Record<string, unknown>;

/** Characters of an event's name in its key, which has room for a channel of any length besides. */
const kKeyPart = 150;

/** One channel, or all clients, with the events that may be sent there. */
class EventTarget {
  protected readonly state: BroadcasterState;
  protected readonly target: Target;
  /** The key of the definition, for messages. */
  readonly #key: string;
  readonly #entries: Entries;

  constructor(state: BroadcasterState, target: Target, key: string, entries: Entries) {
    this.state = state;
    this.target = target;
    this.#key = key;
    this.#entries = entries;
  }

  clients(): ClientInfo[] {
    return listClients(this.state, kindOf(this.target), keysOf(this.target));
  }

  async snapshot<Data>(load: () => Data | Promise<Data>): Promise<Snapshot<Data>> {
    if (this.target === 'all') {
      throw new InvalidArgumentError(
        'ERR_SSECAST_INVALID_CHANNEL',
        'Expected a user, a session or a channel for a snapshot but received all; a page of all clients ' +
          'takes the snapshot of a channel that it reads',
      );
    }
    return takeSnapshot(this.state, keysOf(this.target) as string, load);
  }

  protected sendBy<Result>(
    publish: Publish<Result>,
    event: string,
    data: unknown,
    options: SendOptions | undefined,
  ): Result {
    const entry = this.#entries?.get(event);
    if (this.#entries !== undefined && entry === undefined) throw this.#unknownEvent(event);
    // Pages that read several channels tell their events apart by the name of the channel.
    const tellChannel = true;
    const given = options === undefined ? undefined : pick(options);
    const key = given?.key ?? `${String(event).slice(0, kKeyPart)} ${channelOf(this.target)}`;
    const published = { ...given, event, data, tellChannel, key };
    return entry === undefined
      ? publish(this.state, this.target, published)
      : publishEntry(publish, this.state, entry, this.target, published);
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

/** Its events go to the clients of this process at once. */
export class ChannelTarget extends EventTarget implements LiveChannel<AnyEvents, object> {
  send(event: string, data: unknown, options?: SendOptions): Published {
    return this.sendBy(publishTo, event, data, options);
  }

  disconnect(): number {
    return disconnectClients(this.state, kindOf(this.target), keysOf(this.target));
  }
}

/** Its events go through a backplane. */
export class BackplaneTarget
  extends EventTarget
  implements BackplaneLiveChannel<AnyEvents, object>
{
  send(event: string, data: unknown, options?: SendOptions): Promise<Published> {
    return reported(this.state, this.target, { ...options, event, data }, () =>
      this.sendBy(publishThrough, event, data, options),
    );
  }

  disconnect(): Promise<number> {
    return disconnectEverywhere(this.state, this.target);
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
