import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttachedBackplane,
  type BroadcasterState,
  hostname,
  isClosed,
  type NativeAdmission,
  type NativeBroadcaster,
  type NativeClient,
  NativeError,
  type NativeFeed,
  type NativeTargetKind,
  threadId,
} from 'ssecast/native';
import type { PublishedEvent, Target } from '../types/events.js';
import type { BackplaneStats } from '../types/stats.js';
import type { Backplane, BackplaneConnection, BackplaneMembers } from './backplane.js';
import { CatchUp, type Prepared } from './catch-up.js';
import { disconnectEntry } from './control.js';
import { asError } from './errors.js';
import { Incoming } from './incoming.js';
import type { KeptHistory } from './older-entries.js';
import type { BackplaneErrorListener } from './options.js';
import { Outgoing, type QueueLimits } from './outgoing.js';
import { LinkState } from './state.js';
import { UserSlots } from './user-slots.js';
import { toWireId } from './wire-id.js';

/** Milliseconds between two probes. */
const kProbe = 10_000;
const kSnapshotPatience = 2_000;
/** Milliseconds between two looks at whether C++ follows the log. */
const kLook = 2;

export interface EngineOptions {
  onError: BackplaneErrorListener | undefined;
  queue: QueueLimits;
  history: KeptHistory;
  /** `maxConnectionsPerUser`; 0: no limit. */
  userLimit: number;
}

/** The backplane of a broadcaster; undefined where it has none. */
export function backplaneOf(state: BroadcasterState): BackplaneEngine | undefined {
  // Only `attach` sets it, perhaps of another copy of this module.
  return state.backplane as BackplaneEngine | undefined;
}

/**
 * Connects a broadcaster to a backplane: what is published goes to the log, and what is read from the log goes
 * to the clients. Nothing is opened before the first event or client, because `next build` evaluates
 * route modules.
 */
export class BackplaneEngine implements AttachedBackplane {
  readonly key: string;
  readonly kind: string;
  /** Names this environment in the log. */
  private readonly instance =
    `${hostname()}-${process.pid}-${threadId()}-${crypto.randomUUID().slice(-12)}`;
  private senderName: string | undefined;
  private readonly native: NativeBroadcaster;
  private readonly link: LinkState;
  private readonly outgoing: Outgoing;
  private readonly incoming: Incoming;
  private readonly catchUp: CatchUp;
  /** The places of users, over all processes. */
  readonly slots: UserSlots;
  private opened: BackplaneConnection | undefined;
  private isHeld = false;
  private follows = false;
  private readonly waiting = new Set<() => void>();
  private probing: NodeJS.Timeout | undefined;
  private isProbing = false;

  constructor(
    private readonly state: BroadcasterState,
    private readonly backplane: Backplane,
    private options: EngineOptions,
  ) {
    const { name, native } = state;
    this.key = backplane.key;
    this.kind = backplane.kind;
    this.native = native;
    const link = new LinkState(name, backplane.kind, () => state.logger);
    this.link = link;
    this.incoming = new Incoming({
      sender: () => this.sender,
      native,
      link,
      logWarning: (message) => state.logger.warn(`ssecast: '${name}': ${message}`),
      onOpened: () => this.onOpened(),
      onWorks: () => void this.probe(),
      onClosed: () => this.close(),
    });
    const connection = () => this.connection();
    this.outgoing = new Outgoing(
      {
        append: (number, entries) => connection().append(number, entries),
        lastSent: () => this.opened?.lastSent,
        hold: (keepsAlive) => this.hold(keepsAlive),
        lastError: () => link.lastError,
        onError: (error) => link.note(error),
      },
      () => this.options.queue,
    );
    this.slots = new UserSlots(
      () => this.members,
      (error) => link.note(asError(error)),
    );
    this.limitUsers();
    this.catchUp = new CatchUp({
      native,
      link,
      get connection() {
        return connection();
      },
      history: () => this.options.history,
      ready: (patience) => this.ready(patience),
    });
  }

  /** Replaces the options: those of the newest call of `createBroadcaster` count. */
  configure(options: EngineOptions): void {
    this.options = options;
    this.limitUsers();
  }

  /** Options as they are. */
  get current(): EngineOptions {
    return this.options;
  }

  /** Opens the log, if it is not open. */
  open(): void {
    this.connection();
  }

  /** Opens the log, if it is not open. */
  get members(): BackplaneMembers {
    return this.connection().members;
  }

  /**
   * Sends an entry.
   * @returns the id on the wire, when the log has the entry. Rejects with the codes of a backplane
   */
  async publish(entry: string, id: string | undefined): Promise<string> {
    this.connection();
    const { position, epoch } = await this.outgoing.push({ entry, id });
    return id ?? toWireId(position, epoch);
  }

  /** Ends the streams of a target in the other processes. Resolves when the log has the message. */
  async disconnect(kind: NativeTargetKind, keys: string | string[]): Promise<void> {
    await this.publish(disconnectEntry({ kind, keys, by: this.sender }), undefined);
  }

  /**
   * Names this broadcaster in messages. All environments of a process have the same: one of them has ended
   * the streams of the process before it sends, and clients may have come back since.
   */
  private get sender(): string {
    if (this.senderName === undefined) {
      const feed = this.feedState();
      if (feed === undefined) return this.instance;
      this.senderName = `${hostname()}-${process.pid}-${feed.instance}`;
    }
    return this.senderName;
  }

  /** Passes on the error of an event that was not sent. */
  report(thrown: unknown, event?: PublishedEvent, target?: Target): void {
    const error = asError(thrown);
    this.link.logUnsent(error);
    try {
      this.options.onError?.(error, event, target);
    } catch (failure) {
      this.state.logger.error('ssecast: onBackplaneError failed', failure);
    }
  }

  /** Waits until this process has what a client needs. See `CatchUp.prepare`. */
  prepare(admission: NativeAdmission, isGone: () => boolean): Promise<Prepared> {
    return this.catchUp.prepare(admission, isGone);
  }

  /**
   * Opens the log, and waits until the broadcaster follows it.
   * @returns false when it does not after `patience` milliseconds
   */
  async ready(patience = kSnapshotPatience): Promise<boolean> {
    // A build renders pages, and has no clients.
    if (this.link.isClosed || process.env.NEXT_PHASE === 'phase-production-build') return false;
    this.connection();
    if (this.isFollowing()) return true;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, patience);
      this.waiting.add(done);
      if (this.link.isOpened && this.waiting.size === 1) void this.wakeWaiting();
    });
    return this.isFollowing();
  }

  stats(): BackplaneStats {
    const { link, outgoing, incoming } = this;
    const { events, bytes, published, retries, rejected } = outgoing;
    const feed = this.feedState();
    return {
      kind: this.kind,
      state: link.state,
      lag: link.lag,
      queued: { events, bytes },
      published,
      received: incoming.received,
      skipped: (feed?.skipped ?? 0) + incoming.unknown,
      foreign: incoming.foreignEntries,
      retries,
      rejected: { ...rejected },
      epochs: incoming.epochs,
      lost: incoming.lost,
      reads: this.catchUp.older.reads,
      lastError: link.lastError?.message ?? feed?.lastSkipped ?? null,
      lastErrorAt: link.lastErrorAt,
    };
  }

  flush(deadline: number): Promise<number> {
    return this.outgoing.flush(deadline);
  }

  close(): void {
    if (this.link.isClosed) return;
    this.link.isClosed = true;
    clearInterval(this.probing);
    this.state.listeners.delete(this.onGone);
    this.slots.close();
    this.incoming.close();
    this.outgoing.close(
      new NativeError('ERR_SSECAST_CLOSED', `The broadcaster ${this.state.name} is closed`),
    );
    for (const done of this.waiting) done();
    this.opened?.close().catch((error) => this.link.note(asError(error)));
  }

  private readonly onGone = ({ id }: NativeClient) => this.slots.left(id);

  private limitUsers(): void {
    const { userLimit } = this.options;
    this.slots.limit = userLimit;
    // Kept when the limit is removed: clients have places that have to be given back.
    if (userLimit > 0) this.state.listeners.add(this.onGone);
  }

  private connection(): BackplaneConnection {
    if (this.opened !== undefined) return this.opened;
    const opened = this.backplane.connect(this.instance, this.incoming);
    this.opened = opened;
    this.link.isConnecting = true;
    if (!this.link.isClosed) {
      opened.open();
      opened.hold(this.isHeld);
    }
    return opened;
  }

  private hold(keepsAlive: boolean): void {
    this.isHeld = keepsAlive;
    this.opened?.hold(keepsAlive);
  }

  private onOpened(): void {
    this.link.isOpened = true;
    this.outgoing.start();
    void this.wakeWaiting();
    if (this.probing !== undefined) return;
    this.probing = setInterval(() => void this.probe(), kProbe).unref();
    void this.probe();
  }

  /** The thread of the feed follows the log a moment after it was told to. */
  private async wakeWaiting(): Promise<void> {
    try {
      while (this.waiting.size > 0 && !this.isFollowing() && !this.link.isClosed) await wait(kLook);
    } catch (error) {
      if (isClosed(error)) this.close();
      else this.link.note(asError(error));
    }
    for (const done of this.waiting) done();
  }

  /** Asks C++, because another environment of the process may feed the broadcaster. */
  private isFollowing(): boolean {
    this.follows ||= this.feedState()?.following ?? false;
    return this.follows && !this.link.isClosed;
  }

  /** Undefined when the broadcaster is closed, perhaps by another thread. */
  private feedState(): NativeFeed | undefined {
    if (this.link.isClosed) return undefined;
    try {
      return JSON.parse(this.native.feedState()) as NativeFeed;
    } catch (error) {
      if (!isClosed(error)) throw error;
      this.close();
      return undefined;
    }
  }

  private async probe(): Promise<void> {
    if (this.isProbing || !this.link.isOpened || this.link.isClosed) return;
    this.isProbing = true;
    try {
      const lag = (await this.opened?.probe()) ?? null;
      this.link.lag = lag;
      this.link.report('probe', undefined);
    } catch (error) {
      this.link.report('probe', asError(error));
    } finally {
      this.isProbing = false;
    }
  }
}
