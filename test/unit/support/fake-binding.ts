import type {
  DisconnectReason,
  NativeAdmission,
  NativeAdmitted,
  NativeBinding,
  NativeBroadcaster,
  NativeClient,
  NativeDispatcher,
  NativeFeed,
  NativePlace,
  NativeTargetKind,
  NativeTargetKinds,
} from '../../../lib/native/contract.cjs';
import type { DrainReport } from '../../../lib/types/stats.js';

/** The numbers of the addon's enum, which test/integration compares. */
export const targetKinds: NativeTargetKinds = { all: 0, channels: 1, clients: 2 };

/** What was published, as the binding got it. */
export interface PublishCall {
  kind: NativeTargetKind;
  keys: string | string[];
  event: string;
  data: string;
  id: string | undefined;
  retry: number | undefined;
  timestamp: number | undefined;
  key: string | undefined;
  comments?: string;
}

/** The addon's broadcaster as far as TypeScript can tell: records what it is told and keeps clients. */
export class FakeBroadcaster implements NativeBroadcaster {
  readonly published: PublishCall[] = [];
  readonly addressed = new Float64Array(1);
  readonly adopted: { clientId: string; fd: number; chunked: boolean }[] = [];
  readonly attached: string[] = [];
  readonly pulls: string[] = [];
  readonly disconnected: { keys: string | string[]; reason: DisconnectReason }[] = [];
  readonly admissions: NativeAdmission[] = [];
  readonly configured: string[] = [];
  readonly members = new Map<string, NativeClient>();
  /** The ids of all that were admitted, by their keys. */
  readonly ids = new Map<number, string>();
  readonly tags = new Map<number, number>();
  flushes = 0;
  isClosed = false;
  isDraining = false;
  maxConnections = 10_000;
  maxConnectionsPerUser = 0;
  readonly drains: number[] = [];
  tickets = 0;
  /** Whether workers answer `inspect` and `drain`. */
  answers = true;
  /** What is different in the report of `drain`. */
  report: Partial<DrainReport> = {};
  /** What `covers` was asked, and what it answers to the first calls; then it answers true. */
  readonly asked: { cursor: string; channel: string }[] = [];
  covered: boolean[] = [];
  /** What `restoreHistory` answers the first time, and how often it was called. */
  history: string | undefined;
  restorations = 0;
  /** What  `adopt` answers; an error is thrown. */
  adoption: boolean | Error = true;

  constructor(
    readonly name: string,
    private readonly binding: FakeBinding,
  ) {}

  ticket(): number {
    return ++this.tickets;
  }

  configure(json: string): void {
    this.check();
    this.configured.push(json);
    const { maxConnections } = JSON.parse(json) as { maxConnections?: number };
    if (maxConnections !== undefined) this.maxConnections = maxConnections;
  }

  admit(admission: NativeAdmission): NativeAdmitted {
    this.check();
    if (this.isDraining) throw coded(new Error('draining'), 'ERR_SSECAST_DRAINING');
    const ofUser = this.select(1, `user:${admission.userId}`).length;
    if (this.maxConnectionsPerUser > 0 && ofUser >= this.maxConnectionsPerUser) {
      throw coded(new RangeError('no more of them'), 'ERR_SSECAST_MAX_CONNECTIONS_PER_USER');
    }
    if (this.members.size >= this.maxConnections) {
      throw coded(new RangeError('no more connections'), 'ERR_SSECAST_MAX_CONNECTIONS');
    }
    if (admission.clientId !== undefined && this.members.has(admission.clientId)) {
      throw coded(new Error('taken'), 'ERR_SSECAST_DUPLICATE_CLIENT');
    }
    this.admissions.push(admission);
    const key = ++this.binding.lastClient;
    const id = admission.clientId ?? `client-${key}`;
    this.ids.set(key, id);
    if (admission.tag !== undefined) this.tags.set(key, admission.tag);
    const channels = [...admission.channels];
    if (admission.userId !== undefined) channels.push(`user:${admission.userId}`);
    if (admission.sessionId !== undefined) channels.push(`session:${admission.sessionId}`);
    this.members.set(id, {
      id,
      userId: admission.userId,
      sessionId: admission.sessionId,
      channels,
      metadata: admission.metadata === undefined ? undefined : JSON.parse(admission.metadata),
      connectedAt: Date.now(),
      path: 'pending',
    });
    return { id, key };
  }

  /** The key of the client that was admitted last under this id. */
  keyOf(clientId: string): number {
    return [...this.ids].findLast(([, id]) => id === clientId)?.[0] ?? 0;
  }

  adopt(key: number, fd: number, chunked: boolean): boolean {
    if (this.adoption instanceof Error) throw this.adoption;
    if (!this.adoption || !this.has(key)) return false;
    const clientId = this.ids.get(key) as string;
    this.adopted.push({ clientId, fd, chunked });
    return true;
  }

  attachStream(key: number): boolean {
    if (!this.has(key)) return false;
    this.attached.push(this.ids.get(key) as string);
    return true;
  }

  pull(key: number): boolean {
    this.pulls.push(this.ids.get(key) as string);
    return this.has(key);
  }

  leave(key: number): boolean {
    const clientId = this.ids.get(key) as string;
    this.disconnected.push({ keys: clientId, reason: 'client' });
    if (!this.has(key)) return false;
    this.drop(clientId, 'client');
    return true;
  }

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
  ): string {
    this.check();
    const call = { kind, keys, event, data, id, retry, timestamp, key };
    this.published.push(comments === undefined ? call : { ...call, comments });
    this.addressed[0] = this.count(kind, keys);
    return id ?? `1-${this.published.length}`;
  }

  flush(): void {
    this.flushes++;
  }

  subscribe(clientId: string, channel: string): boolean {
    const client = this.members.get(clientId);
    if (client === undefined || client.channels.includes(channel)) return false;
    client.channels.push(channel);
    return true;
  }

  unsubscribe(clientId: string, channel: string): boolean {
    const client = this.members.get(clientId);
    if (!client?.channels.includes(channel)) return false;
    client.channels = client.channels.filter((each) => each !== channel);
    return true;
  }

  clients(kind: NativeTargetKind, keys: string | string[]): string {
    return JSON.stringify(this.select(kind, keys));
  }

  count(kind: NativeTargetKind, keys: string | string[]): number {
    return this.select(kind, keys).length;
  }

  disconnect(kind: NativeTargetKind, keys: string | string[], reason: DisconnectReason): number {
    this.disconnected.push({ keys, reason });
    const gone = this.select(kind, keys);
    for (const client of gone) this.drop(client.id, reason);
    return gone.length;
  }

  stats(): string {
    return JSON.stringify({
      name: this.name,
      createdAt: Date.now() - 1000,
      clients: { total: this.members.size, direct: 0, stream: 0, pending: this.members.size },
      users: 1,
      sessions: 2,
      connections: this.admissions.length,
      refused: 3,
      published: this.published.length,
      deliveries: 4,
    });
  }

  position(): string {
    return `1-${this.published.length}`;
  }

  covers(cursor: string, channel: string): boolean {
    this.asked.push({ cursor, channel });
    return this.covered.shift() ?? true;
  }

  restoreHistory(): string | undefined {
    this.restorations++;
    const text = this.history;
    this.history = undefined;
    return text;
  }

  inspect(token: number): void {
    const more = { cursor: '1-0', queuedBytes: 7, queuedEvents: 1, parked: false, idle: 5 };
    this.answer(
      token,
      [...this.members.values()].map((client) => ({ ...client, ...more })),
    );
  }

  drain(token: number, deadline: number): void {
    this.check();
    this.drains.push(deadline);
    this.isDraining = true;
    const clients = this.members.size;
    for (const id of [...this.members.keys()]) this.drop(id, 'shutdown');
    this.answer(token, { clients, flushed: clients, unflushed: 0, left: 0, ...this.report });
  }

  /** What was encoded for a log, as the binding got it. */
  readonly encoded: PublishCall[] = [];
  readonly followed: { epoch: number; position: string; lost: boolean }[] = [];
  /** What was fed: positions and texts. */
  readonly fed: string[] = [];
  readonly archives: { after: string; through: string; entries: number }[] = [];
  /** What `feed` answers, and `claimFeed`; an error is thrown by `feed`. */
  waitingBytes: number | Error = 0;
  claims = true;
  hasClaim = false;
  /** What is different in `feedState`. */
  feedReport: Partial<NativeFeed> = {};
  /** What `placeOf` answers. */
  place: (admission: NativeAdmission) => NativePlace = ({ lastEventId }) =>
    lastEventId === undefined ? 'new' : 'held';

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
  ): string {
    this.check();
    const call = { kind, keys, event, data, id, retry, timestamp, key };
    this.encoded.push(comments === undefined ? call : { ...call, comments });
    this.addressed[0] = this.count(kind, keys);
    return JSON.stringify({ kind, keys, event, data, id });
  }

  claimFeed(): boolean {
    this.check();
    this.hasClaim = this.claims;
    return this.claims;
  }

  releaseFeed(): void {
    this.hasClaim = false;
  }

  follow(epoch: number, position: string, lost: boolean): void {
    this.check();
    this.followed.push({ epoch, position, lost });
  }

  feed(entries: (string | Uint8Array)[]): number {
    this.check();
    if (this.waitingBytes instanceof Error) throw this.waitingBytes;
    for (const part of entries) {
      this.fed.push(typeof part === 'string' ? part : new TextDecoder().decode(part));
    }
    return this.waitingBytes;
  }

  feedDisconnect(kind: NativeTargetKind, keys: string | string[]): number {
    this.disconnect(kind, keys, 'server');
    return typeof this.waitingBytes === 'number' ? this.waitingBytes : 0;
  }

  feedState(): string {
    this.check();
    const state: NativeFeed = {
      instance: 7,
      following: this.followed.length > 0,
      position: '0-0',
      begin: '0-0',
      waitingBytes: typeof this.waitingBytes === 'number' ? this.waitingBytes : 0,
      waiting: 0,
      taken: this.fed.length / 2,
      skipped: 0,
      archived: 0,
      archives: this.archives.length,
      ...this.feedReport,
    };
    return JSON.stringify(state);
  }

  placeOf(admission: NativeAdmission): NativePlace {
    return this.place(admission);
  }

  archive(after: string, through: string, entries: (string | Uint8Array)[]): void {
    this.archives.push({ after, through, entries: entries.length / 2 });
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const id of [...this.members.keys()]) this.drop(id, 'shutdown');
  }

  /** The worker sends the bytes that the client's pull asked for. */
  send(clientId: string, text: string, last = false): void {
    const bytes = new TextEncoder().encode(text);
    this.binding.dispatcher?.onBytes(this.name, this.keyOf(clientId), bytes, last);
  }

  /** The worker has lost the client. Told later, as the addon does it. */
  drop(clientId: string, reason: DisconnectReason): void {
    const client = this.members.get(clientId);
    if (client === undefined) return;
    this.members.delete(clientId);
    const key = this.keyOf(clientId);
    const tag = this.tags.get(key) ?? 0;
    setImmediate(() => {
      this.binding.dispatcher?.onClosed(this.name, key, JSON.stringify(client), reason, tag);
    });
  }

  /** Whether this very client is there, and not another of its id. */
  private has(key: number): boolean {
    const clientId = this.ids.get(key);
    return clientId !== undefined && this.members.has(clientId) && this.keyOf(clientId) === key;
  }

  private answer(token: number, value: unknown): void {
    if (!this.answers) return;
    setImmediate(() => this.binding.dispatcher?.onAnswer(token, JSON.stringify(value)));
  }

  private select(kind: NativeTargetKind, keys: string | string[]): NativeClient[] {
    const wanted = [keys].flat();
    return [...this.members.values()].filter(
      (client) =>
        kind === targetKinds.all ||
        (kind === targetKinds.channels
          ? client.channels.some((channel) => wanted.includes(channel))
          : wanted.includes(client.id)),
    );
  }

  private check(): void {
    if (this.isClosed) throw coded(new Error('closed'), 'ERR_SSECAST_CLOSED');
  }
}

export class FakeBinding implements NativeBinding {
  readonly version = '0.0.0-fake';
  /** False on Windows. */
  adoptsSockets = true;
  readonly targetKinds = targetKinds;
  readonly opened = new Map<string, FakeBroadcaster>();
  dispatcher: NativeDispatcher | undefined;
  dispatchers = 0;
  lastClient = 0;

  openBroadcaster(name: string, json: string): FakeBroadcaster {
    const present = this.opened.get(name);
    const open =
      present === undefined || present.isClosed ? new FakeBroadcaster(name, this) : present;
    open.configure(json);
    this.opened.set(name, open);
    return open;
  }

  setDispatcher(dispatcher: NativeDispatcher): void {
    this.dispatchers++;
    this.dispatcher = dispatcher;
  }

  openLoad(): never {
    throw new Error('The fake has no clients of its own');
  }
}

export function coded<Raised extends Error>(error: Raised, code: string): Raised {
  return Object.assign(error, { code });
}
