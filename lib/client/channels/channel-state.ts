import type { Failure } from '../stream/failure.js';
import type { Counts } from './claims.js';

/** Channels that one request may name, as the server bounds them. */
export const maxPerRequest = 100;

export interface ChannelSyncHandlers {
  /** The server sends a channel from `cursor` on; empty when it does not say. */
  onJoined(channel: string, cursor: string): void;
  /** The server may send a channel no more. */
  onLeft(channel: string): void;
  onFailure(failure: Failure): void;
  /** Another stream has to name the channels: the server does not know the client any more. */
  onUnknownClient(): void;
}

/** The channels of a connection, as the page and the server see them. */
export interface ChannelState {
  readonly wanted: Counts;
  /** The server does not allow them; they are not asked for until they are joined anew. */
  readonly refused: Set<string>;
  /** What the server sends on this stream. */
  readonly read: Set<string>;
  /** By which the server knows the open stream. */
  clientId: string | undefined;
}
