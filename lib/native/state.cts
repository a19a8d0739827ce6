import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { DisconnectReason, NativeBroadcaster, NativeClient } from './contract.cjs';
import type { Logger } from './logger.cjs';

/** The shapes of what an environment keeps: `record` holds it, and the files around it work on it. */

/** Called for each client that is admitted. */
export type NativeConnectListener = (client: NativeClient) => unknown;
/** Called for each client that is gone. */
export type NativeDisconnectListener = (client: NativeClient, reason: DisconnectReason) => unknown;

/** Called for each channel that a client joins or leaves. */
export type NativeChannelListener = (channel: string, client: NativeClient) => unknown;

/** The listeners of a route. One object a route; the clients of the route carry its `tag`. */
export interface RouteListeners {
  readonly tag: number;
  readonly onConnect: NativeConnectListener | undefined;
  readonly onDisconnect: NativeDisconnectListener | undefined;
  /** Clients that are not gone. The broadcaster knows the route as long as there is one. */
  open: number;
}

/** An admission under way. */
export interface CurrentAdmission {
  /** From when it began. */
  readonly ticket: number;
  /** The listeners for the client that is admitted in it. */
  readonly listeners?: RouteListeners | undefined;
}

/** The Node objects under the request that is being answered. */
export interface RequestContext {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
}

/** A question that the workers have not answered yet. */
export interface PendingAnswer {
  resolve(json: string): void;
  readonly timer: NodeJS.Timeout;
}

/** An HTTP server, or an HTTP/2 one that speaks HTTP/1.1, too: those cannot close connections. */
export type HttpServer = Partial<Pick<Server, 'closeAllConnections'>>;

/** A client on the stream path: takes the bytes that its `pull` asked for. */
export interface StreamReader {
  /** @returns whether it asks for the next chunk */
  onBytes(chunk: Uint8Array, last: boolean): boolean;
  /** The client is gone; no bytes will follow. */
  onClosed(reason: DisconnectReason): void;
}

/**
 * The backplane of a broadcaster, as far as its end concerns it. `lib/backplane/engine.ts` makes it; kept
 * here, because Next evaluates that module several times.
 */
export interface AttachedBackplane {
  /** Of the log, see `Backplane.key`. */
  readonly key: string;
  /**
   * Waits until the log has every event that was published, for `deadline` milliseconds at most.
   * @returns how many events it does not have then. Never rejects
   */
  flush(deadline: number): Promise<number>;
  /** Rejects what waits, and ends the connection. A second call does nothing. */
  close(): void;
}

/**
 * The members of channels of a broadcaster. `lib/presence/tracker.ts` makes it; kept here, because Next
 * evaluates that module several times.
 */
export interface AttachedPresence {
  /** Ends without a word: the clients may be back in another process. A second call does nothing. */
  close(): void;
}

/**
 * What this environment knows of a broadcaster: one object for each name, for the life of the
 * environment. When the broadcaster is closed and created again, `native` is replaced.
 */
export interface BroadcasterState {
  readonly name: string;
  native: NativeBroadcaster;
  /** `native.addressed`, kept here because reading a property of native costs a call. */
  addressed: Float64Array;
  closed: boolean;
  logger: Logger;
  /** Whether connections are logged, at the level `debug`. Undefined: not set, which counts as false. */
  debug: boolean | undefined;
  /** The options that the application has set. */
  readonly given: Set<string>;
  directPath: boolean;
  readonly connectListeners: Set<NativeConnectListener>;
  readonly listeners: Set<NativeDisconnectListener>;
  /** By names that their owners choose: a listener replaces the one of the same name. */
  readonly joinListeners: Map<string, NativeChannelListener>;
  readonly leaveListeners: Map<string, NativeChannelListener>;
  /** Routes that have a client and listeners, by their tags. */
  readonly routes: Map<number, RouteListeners>;
  /** Clients on the stream path, by their keys. Those on the direct path have nothing in JavaScript. */
  readonly streams: Map<number, StreamReader>;
  /** What carries its events between processes. Undefined: nothing does. */
  backplane: AttachedBackplane | undefined;
  /** Who reads its channels. Undefined: no channel has members. */
  presence: AttachedPresence | undefined;
  /** A history file may have to be read before the first event or client. */
  restoresHistory: boolean;
  /** The answer to `drain`, when it was called. */
  draining: Promise<string> | undefined;
  flushQueued: boolean;
  /** Whether a failure of a worker, which ended a client, was logged. */
  hasLoggedFault: boolean;
  readonly flush: () => void;
}
