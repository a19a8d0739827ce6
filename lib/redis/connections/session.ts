export type Argument = string | Buffer;

/** One open connection to one server. */
export interface Session {
  /**
   * @returns the reply in the shapes of RESP2: arrays, numbers, null, and a Buffer for each string.
   * A status may be a string. Rejects with the error of the server, or when the connection ends
   */
  send(args: readonly Argument[]): Promise<unknown>;
  /** Called by the link with the error of each command. */
  failed?(error: Error): void;
  /** Ends the connection without a word to the server. What is under way rejects. */
  destroy(): void;
}

/**
 * Opens a connection with a client of its own, which neither connects again nor repeats a command: a
 * command that is repeated without our knowledge could store entries twice. It never keeps the process
 * alive.
 */
export type Connect = (events: SessionEvents) => Promise<Session>;

export interface SessionEvents {
  /** Called once, when the connection that was open has ended. */
  onClosed(error: Error): void;
  /** Ends an attempt to connect. A server that hangs accepts connections and answers nothing. */
  readonly signal: AbortSignal;
}

export interface Address {
  host: string;
  port: number;
}

/** A library that connects to a given server, or to its own when none is given. */
export type ConnectTo = (address: Address | undefined, events: SessionEvents) => Promise<Session>;
