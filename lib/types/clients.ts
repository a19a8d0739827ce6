import type { DisconnectReason } from 'ssecast/native';

/** One open stream, as it is now. */
export interface ClientInfo<Metadata extends object = Record<string, unknown>> {
  id: string;
  userId?: string;
  sessionId?: string;
  /** `user:<userId>` and `session:<sessionId>` are among them. */
  channels: string[];
  /** The metadata of the identity. */
  metadata?: Metadata;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  /** Milliseconds since the epoch. Absent: the stream does not expire. */
  expiresAt?: number;
  /** `direct`: C++ writes the connection. `stream`: JavaScript does. `pending`: the response is not sent yet. */
  path: 'direct' | 'stream' | 'pending';
}

/** A client with the state that only its worker has. */
export interface ClientDetails extends ClientInfo {
  /** The id up to which the client has received, or its queue holds, every event. */
  cursor: string;
  /** Bytes of memory and events that wait for the client; other clients may wait for the same events. */
  queuedBytes: number;
  queuedEvents: number;
  /** Whether the client catches up from the history. */
  parked: boolean;
  /** Milliseconds since the client last accepted a byte. */
  idle: number;
}

/** Called once for each client that is admitted. An error goes to the logger. */
export type ConnectListener = (client: ClientInfo) => void | Promise<void>;

/** Called once for each client that is gone. An error goes to the logger. */
export type DisconnectListener = (
  client: ClientInfo,
  reason: DisconnectReason,
) => void | Promise<void>;
