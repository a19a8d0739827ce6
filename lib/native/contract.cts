/**
 * The boundary between TypeScript and C++: what the addon exports, on which thread each function
 * may be called, and how it fails. `src/node/` implements this file; `lib/native/` is its only caller.
 *
 * Every function here is called on the JavaScript thread that loaded the addon, returns without
 * waiting for a worker, and throws a `TypeError`, `RangeError` or `Error` with a `code` for misuse.
 */

/** Which clients a call means: every client, the members of channels, or clients by their ids. */
export interface NativeTargetKinds {
  readonly all: 0;
  readonly channels: 1;
  readonly clients: 2;
}
export type NativeTargetKind = NativeTargetKinds[keyof NativeTargetKinds];

/** Why a client is gone. */
export type DisconnectReason =
  | 'client' // the peer closed or reset the connection
  | 'server' // disconnect() was called
  | 'timeout' // no byte accepted for connectionTimeout
  | 'expired' // expiresAt passed
  | 'age' // maxConnectionAge passed
  | 'slow' // slowClient: 'disconnect'
  | 'abandoned' // the response was never read
  | 'error' // writing failed, or its worker could not serve it
  | 'shutdown'; // the broadcaster closed or drained

export interface NativeAdmission {
  /** 1 to 256 bytes of UTF-8 without control characters. Absent: the broadcaster gives one. */
  clientId?: string;
  userId?: string;
  sessionId?: string;
  /** Channels besides `user:<userId>` and `session:<sessionId>`, which are joined by themselves. */
  channels: string[];
  /** JSON text. */
  metadata?: string;
  /** Milliseconds since the epoch. */
  expiresAt?: number;
  /** The client's cursor, unchecked. */
  lastEventId?: string;
  /** When the admission began, see `ticket`. Absent: now. */
  ticket?: number;
  /** The response waits behind another one on its connection. */
  queued?: boolean;
  /** A whole number from 1 of the environment's own: comes back with `onClosed`. */
  tag?: number;
}

/**
 * A client that was admitted. People and programs know the client by its `id`; an id that the caller
 * gave is free again as soon as its client was disconnected. `key` identifies this client and no other,
 * for the life of the process: everything about its connection uses the key.
 */
export interface NativeAdmitted {
  id: string;
  key: number;
}

/**
 * Any of its functions throws Error `ERR_SSECAST_SYSTEM` when the system refuses memory, a descriptor or a
 * thread; nothing has changed then.
 */
export interface NativeBroadcaster {
  readonly name: string;
  /** One number: how many clients the last `publish` of this object was addressed to. The same array for life. */
  readonly addressed: Float64Array;

  /** Applies the options present in `json`. Throws RangeError `ERR_SSECAST_INVALID_OPTION`. */
  configure(json: string): void;

  /**
   * For an admission that begins now and ends later: what `disconnect` and `unsubscribe` name until then
   * counts against it. One number for the process that only grows, whatever broadcaster gives it.
   */
  ticket(): number;

  /**
   * Registers a client and queues its `connected` frame; it receives events from now on, and they
   * wait in its queue until `adopt` or `attachStream`. A client that neither reaches within the
   * admission timeout is closed as `abandoned`.
   * Throws RangeError `ERR_SSECAST_MAX_CONNECTIONS`, `ERR_SSECAST_MAX_CONNECTIONS_PER_USER`,
   * `ERR_SSECAST_EXPIRED`, Error `ERR_SSECAST_REVOKED` for a client that was disconnected after its
   * `ticket`, or whose ticket is older than the revocations that are remembered, `ERR_SSECAST_QUEUED`,
   * TypeError `ERR_SSECAST_INVALID_CHANNEL`, `ERR_SSECAST_INVALID_IDENTITY` for a wrong `clientId`, Error `ERR_SSECAST_DUPLICATE_CLIENT` for one that another client has,
   * `ERR_SSECAST_DRAINING`, `ERR_SSECAST_CLOSED`. Then no client was admitted.
   */
  admit(admission: NativeAdmission): NativeAdmitted;

  /**
   * Direct path: duplicates the descriptor and hands it to the client's worker. The caller's
   * descriptor stays open and stays the caller's. `chunked`: frames carry HTTP/1.1 chunk framing.
   * @returns false when the client is gone or the descriptor could not be taken
   */
  adopt(key: number, fd: number, chunked: boolean): boolean;

  /**
   * Stream path: this environment's dispatcher gets the bytes, one chunk for each `pull`. `fd` is the
   * connection's descriptor where that is known: its buffer is bounded and its peer watched as on the
   * direct path. It stays the caller's.
   */
  attachStream(key: number, fd: number | undefined): boolean;

  /** Stream path: asks for the next chunk. One `onBytes` follows as soon as there is something; its bytes are JavaScript's. */
  pull(key: number): boolean;

  /** Stream path: the peer has gone. Closes the client as `client`. @returns false when that was known */
  leave(key: number): boolean;

  /**
   * Encodes one frame and hands it to the workers that have clients for it. `data` is the text of
   * the event's data, already serialised. An empty `event` makes a block without an `event:` line, which
   * pages take for an envelope. `keys` is ignored for the kind `all`. `comments` are lines, separated by
   * LF, that go into the block as comments: `channel <name>`, `version <number>`, `older <JSON>`.
   * Workers asleep are woken by the next `flush()`.
   *
   * Positional, because Node-API reads each property of an object by a call of its own: with an object of
   * options a publish took about twice the time. Arguments after `data` may be left out; with four of them
   * it took a tenth less than with nine.
   * Throws TypeError `ERR_SSECAST_INVALID_EVENT`, `ERR_SSECAST_INVALID_ID`, `ERR_SSECAST_INVALID_CHANNEL`,
   * RangeError `ERR_SSECAST_INVALID_RETRY`, `ERR_SSECAST_EVENT_TOO_LARGE`, Error `ERR_SSECAST_CLOSED`, and
   * Error `ERR_SSECAST_RATE_LIMITED` with `retryAfter` in milliseconds and `channel`.
   * @returns the id on the wire; `addressed[0]` is then how many connected clients it was addressed to
   */
  publish(
    kind: NativeTargetKind,
    keys: string | string[],
    event: string,
    data: string,
    id?: string,
    retry?: number,
    timestamp?: number,
    key?: string,
    comments?: string,
  ): string;

  /**
   * Wakes the workers that have something to do and are asleep. `adopt`, `attachStream`, `pull`,
   * `leave` and `disconnect` wake by themselves; `subscribe` and `unsubscribe` need not, since the inbox keeps order.
   */
  flush(): void;

  /**
   * Throws Error `ERR_SSECAST_REVOKED` like `admit` does, and for a channel that the client lost since.
   * @returns false for an unknown client, and for one that reads the channel already
   */
  subscribe(clientId: string, channel: string, ticket?: number): boolean;
  /**
   * @param revokes whether it counts against joins in flight. Default true
   * @param by the ticket of the caller, against whose own admission it does not count
   */
  unsubscribe(clientId: string, channel: string, revokes?: boolean, by?: number): boolean;

  /** JSON text of `NativeClient[]`, oldest connection first. */
  clients(kind: NativeTargetKind, keys: string | string[]): string;
  /** How many distinct clients a target means now. */
  count(kind: NativeTargetKind, keys: string | string[]): number;

  /**
   * Closes clients with a last complete frame; counts against admissions in flight, except that of `by`.
   * @returns how many were open
   */
  disconnect(
    kind: NativeTargetKind,
    keys: string | string[],
    reason: DisconnectReason,
    by?: number,
  ): number;

  /** JSON text of `BroadcasterStats` (types/stats.ts). */
  stats(): string;

  /** The newest id that was given: the cursor of a client that has everything. */
  position(): string;
  /** Whether the history holds everything after `cursor` that a reader of `channel` would get. Throws TypeError `ERR_SSECAST_INVALID_CHANNEL`. */
  covers(cursor: string, channel: string): boolean;

  /**
   * Reads the history file of an earlier process, once in the life of the broadcaster and if it has
   * one (`history.file`). Reads the disk on this thread. The file is consumed; a damaged or foreign
   * one is set aside.
   * @returns JSON text of `HistoryRestored` (types/stats.ts), or undefined when there was nothing to do
   */
  restoreHistory(): string | undefined;

  /**
   * Asks every worker what it knows of its clients. The dispatcher's `onAnswer` gets `token` and JSON
   * text of `ClientDetails[]`, once.
   */
  inspect(token: number): void;

  /**
   * Refuses new clients; sends every client what waits for it, a `retry` of its own and the final chunk;
   * closes the clients that have not drained after `deadline` milliseconds; writes the history file.
   * The dispatcher's `onAnswer` gets `token` and JSON text of `DrainReport`, once.
   * Throws Error `ERR_SSECAST_CLOSED`, RangeError `ERR_SSECAST_INVALID_OPTION`.
   */
  drain(token: number, deadline: number): void;

  // A broadcaster whose events come from a backplane (lib/backplane). Its history holds the newest entries
  // of the log, and its ids are those of the log: `publish` is not called.

  /**
   * Checks an event as `publish` does, and takes its share of the rate limits.
   * Throws what `publish` throws.
   * @returns the text of the log's entry; `addressed[0]` is how many clients here it is addressed to now
   */
  encode(
    kind: NativeTargetKind,
    keys: string | string[],
    event: string,
    data: string,
    id?: string,
    retry?: number,
    timestamp?: number,
    key?: string,
    comments?: string,
  ): string;

  /**
   * One environment of the process feeds the broadcaster. It keeps the claim until it ends.
   * @returns false while another environment has it
   */
  claimFeed(): boolean;
  releaseFeed(): void;

  /**
   * What is fed from now on comes after `position` of the log, in this epoch: the history forgets what it
   * has. Every client gets a `gap` that is behind `position`, and every client with `lost`, in the order of
   * `feed`. Positions are `<milliseconds>-<sequence>` with a sequence below 100,000. An id on the wire is
   * `<milliseconds>-<epoch * 100,000 + sequence>`.
   * Throws RangeError `ERR_SSECAST_INVALID_OPTION`, Error `ERR_SSECAST_CLOSED`.
   */
  follow(epoch: number, position: string, lost: boolean): void;

  /**
   * Entries of the log: position, entry, position, entry. Copies them, and returns. A thread of the
   * broadcaster parses and publishes them in this order, and wakes the workers. What is no entry is skipped
   * and counted.
   * @returns how many bytes wait for that thread
   */
  feed(entries: (string | Uint8Array)[]): number;

  /**
   * Ends the streams of a target, in the order of `feed`: its clients get what was fed before.
   * @returns how many bytes wait for that thread
   */
  feedDisconnect(kind: NativeTargetKind, keys: string | string[]): number;

  /** JSON text of `NativeFeed`. */
  feedState(): string;

  /** How a client that brings this `lastEventId` and reads these channels would be served now. */
  placeOf(admission: NativeAdmission): NativePlace;

  /**
   * Older entries, for clients whose cursor lies before the history: all of the log after `after` and up
   * to `through`, ids on the wire. They replace what was archived before, which stays until its readers
   * have read it, or until newer ones need the memory. The thread of `feed` takes them; they go when no
   * client has read them for a minute. The bounds of the history in bytes hold for them, too: once for the
   * newest, and once for those that were replaced. What was read in another epoch is left out.
   */
  archive(after: string, through: string, entries: (string | Uint8Array)[]): void;

  /**
   * Closes every client, ends the worker threads. Later `publish`, `admit` and `configure` throw
   * `ERR_SSECAST_CLOSED`; the others answer as for a broadcaster without clients.
   */
  close(): void;
}

/** A client as `clients()` describes it. */
export interface NativeClient {
  id: string;
  userId?: string;
  sessionId?: string;
  channels: string[];
  metadata?: unknown;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  expiresAt?: number;
  path: 'direct' | 'stream' | 'pending';
  /** What failed, when a worker could not serve the client and closed it (`error`). */
  fault?: string;
}

/**
 * Where a cursor stands. `new`: there is none. `held`: everything after it is held. `older`: it belongs to
 * the epoch, and events after it are no longer held. `ahead`: of the epoch, and this process has not read
 * so far. `unknown`: of another history, or an id that is not known here.
 */
export type NativePlace = 'new' | 'held' | 'older' | 'ahead' | 'unknown';

export interface NativeFeed {
  /** Names the broadcaster, which all environments of a process share, among processes. */
  instance: number;
  /** Whether `follow` was called. */
  following: boolean;
  /** Ids on the wire. The newest event, and the place after which the history holds every event. */
  position: string;
  begin: string;
  /** Bytes and entries that wait for the thread. */
  waitingBytes: number;
  waiting: number;
  /** Entries that were published, and those that were no event. */
  taken: number;
  skipped: number;
  /** Why the last one was skipped, and its position; absent while none was. */
  lastSkipped?: string;
  /** Events that are archived, and calls of `archive` that are done. */
  archived: number;
  archives: number;
}

/** Receives the messages of workers. Called on the environment's thread, never re-entrantly. */
export interface NativeDispatcher {
  /** Stream path: the chunk asked for by `pull`; `last` means that nothing follows. */
  onBytes(broadcaster: string, key: number, chunk: Uint8Array, last: boolean): void;
  /**
   * A client admitted by this environment is gone: once for each `admit`. `client`: JSON text of
   * `NativeClient`; `tag`: what `admit` was given, or 0.
   */
  onClosed(
    broadcaster: string,
    key: number,
    client: string,
    reason: DisconnectReason,
    tag: number,
  ): void;
  /** The answer to `inspect` or `drain`. */
  onAnswer(token: number, json: string): void;
}

/** What `openLoad` makes. */
export interface NativeLoadOptions {
  /** An IPv4 or IPv6 address in digits. */
  address: string;
  port: number;
  /** The whole head of the HTTP/1.1 request, 64 KiB at most. `{client}` becomes the number of the client. */
  request: string;
  /** 1 to 100,000. */
  clients: number;
  /** Connections that are begun in a second. */
  ramp: number;
  /** Milliseconds to measure for, once every client is open or has failed. */
  duration: number;
}

/** Upper bound in nanoseconds and count of each bucket that has something, from the lowest on. */
export type NativeBuckets = [number, number][];

export interface NativeDistribution {
  count: number;
  /** Nanoseconds; a value is at most 1/32 above what was measured. */
  p50: number;
  p99: number;
  p999: number;
  max: number;
  buckets: NativeBuckets;
}

/**
 * `connecting`: connections are begun, and answers waited for. `measuring`: for the duration.
 * `finishing`: new events are left aside, and for two seconds clients get what others had.
 */
export type NativeLoadPhase = 'connecting' | 'measuring' | 'finishing' | 'done';

export interface NativeLoadReport {
  phase: NativeLoadPhase;
  /** What ended it early, in the words of the system. */
  fault?: string;
  /** Milliseconds. */
  measured: number;
  connections: {
    begun: number;
    /** Connecting, or without an answer. */
    waiting: number;
    open: number;
    /** Answers other than 200: status and count. */
    refused: Record<string, number>;
    /** 200 with another type than an event stream. */
    otherType: number;
    /** Failed before an answer: why, in the words of the system, and count. */
    failed: Record<string, number>;
    /** Open streams that the server ended in good order, that broke off, that are no event stream over
     * HTTP/1.1, and that had an event of more than 64 KiB. */
    ended: number;
    cut: number;
    malformed: number;
    tooLarge: number;
  };
  /** Since the measuring began. */
  events: number;
  bytes: number;
  /** Different events with an id. */
  ids: number;
  withoutId: number;
  /** Events whose id says a later time than the clock here. */
  early: number;
  /** From the milliseconds in an id to the receipt. */
  latency: NativeDistribution;
  /** From the receipt by the first client to that by each other one. */
  spread: NativeDistribution;
  /** Over the whole time: from the beginning of a connection to the head of the answer. */
  opening: NativeDistribution;
  lost: number;
  duplicated: number;
  reordered: number;
  gaps: number;
  /** Deliveries to clients that were too far behind to be compared. */
  unchecked: number;
}

/** Clients of one address, on a thread of C++. */
export interface NativeLoad {
  /** JSON text of `NativeLoadReport`. */
  report(): string;
  /** Ends the thread and closes the connections. A second call does nothing. */
  close(): void;
}

export interface NativeBinding {
  readonly version: string;
  /** Whether this system has the direct path. Where it has not, `adopt` always returns false. */
  readonly adoptsSockets: boolean;
  /** The values of `kind`, from the enum of C++. */
  readonly targetKinds: NativeTargetKinds;
  /** Gets or creates the process-wide broadcaster of that name; the options apply to both. Starts no thread. */
  openBroadcaster(name: string, optionsJson: string): NativeBroadcaster;
  /** Before the first `admit` of an environment; a later call replaces the dispatcher. */
  setDispatcher(dispatcher: NativeDispatcher): void;
  /** Opens clients, as `npx ssecast bench` does. Starts one thread. */
  openLoad(options: NativeLoadOptions): NativeLoad;
}
