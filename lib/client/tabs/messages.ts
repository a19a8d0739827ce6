import type { Item } from '../stream/item.js';

/** What the tabs send to each other. */
export type Message =
  /** To the leader: `cursor` is what this tab has, empty for what comes next. */
  | { kind: 'hello'; from: string; turn: number; cursor: string }
  /** All the channels that this tab reads: after each change, to each new leader, and to a census. */
  | { kind: 'subscriptions'; from: string; channels: string[] }
  /** Say what you read: a tab that has crashed could not say that it reads nothing any more. */
  | { kind: 'census' }
  /** To the leader: are you there? It answers with an empty batch. */
  | { kind: 'ping'; epoch: string }
  /** To the leader: as the functions of its connection. */
  | { kind: 'connect' | 'reconnect' }
  /** To the leader: a tab is visible again, or the network is back. */
  | { kind: 'wake'; isNetwork: boolean }
  /** I have the connection now. */
  | { kind: 'lead'; epoch: string }
  /** I do not have it any more. */
  | { kind: 'resign'; epoch: string }
  | Welcome
  | Batch;

/**
 * What one chunk brought. An epoch is the time of one leader, which numbers its batches from 1: a tab
 * that knows the last number notices a missing one.
 */
export interface Batch {
  kind: 'batch';
  epoch: string;
  number: number;
  items: Item[];
}

/** The answer to the hello of that turn. */
export interface Welcome {
  kind: 'welcome';
  epoch: string;
  to: string;
  turn: number;
  /** The number of the last batch: what it and the earlier ones brought is in `items`. */
  number: number;
  /** The channels that the tabs read, for the next leader. */
  channels: string[];
  /** How far the stream has come. */
  cursor: string;
  /** What it brings, and from where on. */
  joins: ReadonlyMap<string, string>;
  /** Undefined: the leader may lack events after your cursor. */
  items?: Item[] | undefined;
}

/** Every page of the origin can speak on the channel, also one that is not ours. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
