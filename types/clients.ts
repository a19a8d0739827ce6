import type { DisconnectReason } from 'ssecast/native';

/** One open stream, as it is now. */
export interface ClientInfo {
  id: string;
  userId?: string;
  sessionId?: string;
  /** `user:<userId>` and `session:<sessionId>` are among them. */
  channels: string[];
  /** What the identity brought. */
  metadata?: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  /** Milliseconds since the epoch. Absent: the stream has no end of its own. */
  expiresAt?: number;
  /** Written by C++, through a web stream, or waiting for its response to be sent. */
  path: 'direct' | 'stream' | 'pending';
}

/** A client with what only its worker knows. */
export interface ClientDetails extends ClientInfo {
  /** The id up to which it has everything, or which was queued for it. */
  cursor: string;
  /** Bytes and events that wait for it. */
  queuedBytes: number;
  queuedEvents: number;
  /** It catches up from the history. */
  parked: boolean;
  /** Milliseconds since it last accepted a byte. */
  idle: number;
}

/** Told once of each client that was admitted. What it throws goes to the logger. */
export type ConnectListener = (client: ClientInfo) => void | Promise<void>;

/** Told once of each client that is gone. What it throws goes to the logger. */
export type DisconnectListener = (
  client: ClientInfo,
  reason: DisconnectReason,
) => void | Promise<void>;
