/**
 * The interface between a broadcaster and what carries its events between processes. `ssecast/redis` has
 * one on Redis Streams; `docs/backplanes.md` says how to write another.
 *
 * A backplane is one log of entries, in one order for all processes, and a table of members with leases.
 * An entry is text that the backplane stores as it is.
 */

/**
 * The place of an entry in the log: `<milliseconds>-<sequence>`, both decimal, the sequence below 100,000.
 * Positions of later entries are greater.
 */
export type Position = string;

/** An entry as it is read. */
export interface Entry {
  position: Position;
  /** What `append` was given, as UTF-8. */
  entry: Uint8Array;
}

/** An entry to append. */
export interface NewEntry {
  entry: string;
  /** An id of the caller's. An entry whose id the log has stored within its window is not stored again. */
  id?: string | undefined;
}

/** An entry that is stored. With an id that was known before: the place of the first one. */
export interface Appended {
  position: Position;
  epoch: number;
}

/** What `append` rejects with when it is certain that its call has stored nothing. */
export interface NotStored extends Error {
  notStored: true;
}

/**
 * Which log the positions belong to. A new number, from 1 to 9,999,999,999, is drawn when the log is
 * created, and whenever entries that were stored may be gone. Its positions begin in a later millisecond
 * than all that were read: an id on the wire is the milliseconds, the epoch and the sequence, and ids grow.
 */
export type Epoch = number;

/** What a backplane calls. It calls nothing within a call of its own functions. */
export interface BackplaneEvents {
  /**
   * The entries that follow come after `position`, and their positions belong to `epoch`. The first call
   * comes before all entries. Each further call means that reading has lost its place: with `lost`,
   * entries before `position` may be missing, or may be gone from the log after they were delivered.
   */
  opened(start: { epoch: Epoch; position: Position; lost: boolean }): void;
  /**
   * Entries in the order of the log, each once, those of this process included. The next read waits for
   * the promise: that bounds what is read ahead.
   */
  entries(entries: readonly Entry[]): undefined | Promise<void>;
  /** Something in the log is no entry, and was skipped. */
  foreign(position: Position, what: string): void;
  /** Reading or writing fails, and is tried again; undefined: it works again. */
  failed(error: Error | undefined): void;
  /** The log works, but its settings endanger events. Called once for each danger; the text is logged. */
  warned?(message: string): void;
}

/** A process that offers the log to read. */
export interface BackplaneConnection {
  /**
   * Connects, and reads from the newest entry on, until `close`. Called once, before every other function.
   * Never throws: what fails is reported and tried again.
   */
  open(): void;

  /**
   * Stores entries in this order, next to each other or not. Called again only when the promise of the
   * call before has settled. A rejection means that it is unknown whether they are stored. The caller
   * then calls again with the same `number` and the same entries, and what is stored already is not
   * stored twice. Another batch has a greater number.
   *
   * A rejection with `notStored` means that this call has stored nothing, and will not: the caller may
   * tell publishers so, and leave their entries out of a later batch.
   * @returns a result for each entry: an Error for an entry that the log refused for good
   */
  append(number: number, entries: readonly NewEntry[]): Promise<(Appended | Error)[]>;

  /**
   * The number of the last batch that has left this process, where the connection knows that: a batch that
   * still waits for a connection was not sent. Without it, `append` counts as sent when it is called.
   */
  readonly lastSent?: number;

  /**
   * Entries after `after` and up to `through`, oldest first, at most `count`.
   * @returns `lost` when entries after `after` are no longer in the log, or `after` is of another epoch
   */
  read(
    after: Position,
    through: Position,
    epoch: Epoch,
    count: number,
  ): Promise<{ entries: Entry[]; complete: boolean; lost: boolean }>;

  /** The place of an entry with this id of a caller's, while the log knows it. */
  find(id: string): Promise<Appended | undefined>;

  /**
   * Lets an entry of the connection's own travel through the log and back.
   * @returns how many milliseconds it took. Rejects when it does not come back in time
   */
  probe(): Promise<number>;

  readonly members: BackplaneMembers;

  /** Whether what is under way keeps the process alive. Not by default. */
  hold(keepsAlive: boolean): void;
  /** Ends reading and writing, and closes the connections. The leases end by themselves. */
  close(): Promise<void>;
}

/**
 * Groups of members, over all processes. A process holds its members under a lease, which the connection
 * renews while it is open; a process that was killed loses its members within `leaseTime`.
 */
export interface BackplaneMembers {
  /** Milliseconds. */
  readonly leaseTime: number;
  /**
   * Adds a member to a group, held by this process. `joined` is appended if no process held it before,
   * `left` when the last process that holds it lets go, or has lost its lease; in one step with that.
   * @param limit the most members that the group may have; one more is not added
   * @returns whether it is a member now, and how many there are
   */
  enter(
    group: string,
    member: string,
    value: string,
    more?: { joined?: string; left?: string; limit?: number },
  ): Promise<{ entered: boolean; count: number }>;
  /** This process no longer holds the member. */
  leave(group: string, member: string): Promise<void>;
  /** The members that a living process holds, in no order. */
  list(group: string): Promise<{ member: string; value: string }[]>;
}

export interface Backplane {
  /** What the log is kept in, for messages and statistics: `redis`. */
  readonly kind: string;
  /**
   * The same for every backplane that is the same log. Next.js evaluates a module several times in one
   * process, and each evaluation makes a backplane; a broadcaster connects to the first.
   */
  readonly key: string;
  /** Makes a connection, which does nothing before `open`. `instance` names this process in the log. */
  connect(instance: string, events: BackplaneEvents): BackplaneConnection;
}
