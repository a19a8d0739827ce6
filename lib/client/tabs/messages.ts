import type { GapData, SSEEvent } from '../../../types/events.js';
import type { FailureCode } from '../failure.js';
import type { Outdated } from '../read-stream.js';
import type { ConnectionStatus } from '../store.js';

/** An `SSEErrorEvent` on its way to another tab. Its cause stays behind: not every error can be cloned. */
export interface Fault {
  code: FailureCode;
  message: string;
  status?: number;
  channel?: string;
  final: boolean;
}

/** What the connection brings, in its order. */
export type Item =
  /** `cursor`: the id to resume from for who has the event. */
  | { kind: 'event'; event: SSEEvent; gap?: GapData; cursor: string }
  | { kind: 'cursor'; cursor: string }
  /** The stream will begin earlier, here: somebody has come who lacks what is in between. */
  | { kind: 'rewound'; cursor: string }
  | { kind: 'status'; status: ConnectionStatus; error: string | null }
  | { kind: 'fault'; fault: Fault }
  /** A channel is read from `cursor` on. */
  | { kind: 'joined'; channel: string; cursor: string }
  | { kind: 'outdated'; outdated: Outdated };

/**
 * What the tabs tell one another. An epoch is the time of one leader, which numbers its news from 1:
 * whoever knows the last number knows whether something is missing.
 */
export type Message =
  /** To the leader, or to whoever is: `cursor` is what I have, empty for what comes next. */
  | { kind: 'hello'; from: string; turn: number; cursor: string }
  /** All the channels that this tab reads, whenever they change, to each new leader, and to a `roll`. */
  | { kind: 'want'; from: string; channels: string[] }
  /** Say what you read: a tab that has crashed could not say that it reads nothing any more. */
  | { kind: 'roll' }
  /** To the leader: are you there? */
  | { kind: 'ask'; epoch: string }
  /** To the leader: as the functions of a connection. */
  | { kind: 'connect' | 'reconnect' }
  /** I have the connection now. */
  | { kind: 'lead'; epoch: string }
  /** I do not have it any more. */
  | { kind: 'over'; epoch: string }
  | Welcome
  | { kind: 'news'; epoch: string; number: number; items: Item[] };

/** The answer to the hello of that turn. */
export interface Welcome {
  kind: 'welcome';
  epoch: string;
  to: string;
  turn: number;
  /** The number of the last news: what it brought, and all before, is in `items`. */
  number: number;
  /** The channels that the tabs want, for who leads next. */
  channels: string[];
  /** How far the stream has come. */
  cursor: string;
  /** Undefined: the leader cannot vouch for everything after your cursor. */
  items?: Item[];
}

/** Pages of the same origin speak on the channel, of which one may be of another mind. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
