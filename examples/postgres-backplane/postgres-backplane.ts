import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import type {
  Backplane,
  BackplaneConnection,
  BackplaneEvents,
  NewEntry,
  Position,
} from 'ssecast/backplane';
import { Members } from './members.js';
import { toPlace, toPosition } from './place.js';
import { Reader, readPage } from './reader.js';

export interface PostgresBackplaneOptions {
  /** `postgres://user:password@host:5432/database`. The user may create a schema. */
  url: string;
  /** The schema of the tables. Broadcasters with one schema share their events. Default `ssecast`. */
  schema?: string;
  /** How many entries the log keeps, at least. Default 10,000. */
  maxLength?: number;
  /** Milliseconds after which a killed process has lost its members. Default 20,000. */
  leaseTime?: number;
}

type Settings = Required<PostgresBackplaneOptions>;

/** A backplane in tables of PostgreSQL 14 or newer. NOTIFY wakes the readers. */
export function postgresBackplane(options: PostgresBackplaneOptions): Backplane {
  const settings = { schema: 'ssecast', maxLength: 10_000, leaseTime: 20_000, ...options };
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(settings.schema)) {
    const name = JSON.stringify(settings.schema);
    throw new TypeError(`Expected schema to be a name like live_events but received ${name}.`);
  }
  const { host, pathname } = new URL(settings.url);
  return {
    kind: 'postgres',
    key: `${host}${pathname} ${settings.schema}`,
    connect: (instance, events) => new PostgresConnection(settings, instance, events),
  };
}

/** Milliseconds in which a probe has to come back. */
const probeTime = 5_000;

class PostgresConnection implements BackplaneConnection {
  readonly members: Members;
  readonly #pool: Pool;
  readonly #reader: Reader;
  #isClosed = false;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly instance: string,
    events: BackplaneEvents,
  ) {
    const { url, schema, leaseTime } = settings;
    // An idle connection keeps no process alive, and a query to a server that hangs fails.
    this.#pool = new Pool({ connectionString: url, allowExitOnIdle: true, query_timeout: 10_000 });
    // The next query reports it.
    this.#pool.on('error', () => {});
    this.#reader = new Reader(url, schema, events);
    this.members = new Members(instance, leaseTime, (...call) => this.#call(...call));
  }

  open(): void {
    void this.#reader.run();
    this.members.open();
  }

  async append(number: number, entries: readonly NewEntry[]) {
    if (this.#isClosed) throw new Error('Expected an open connection but this one is closed.');
    const texts = entries.map(({ entry }) => Buffer.from(entry));
    const ids = entries.map(({ id }) => id ?? null);
    const { instance } = this;
    const [row] = await this.#call('append', instance, number, texts, ids, this.settings.maxLength);
    const places = ((row?.places ?? []) as string[]).map(BigInt);
    for (const place of places) this.#reader.acknowledged(place);
    return places.map((place) => ({ position: toPosition(place), epoch: Number(row?.epoch) }));
  }

  async read(after: Position, through: Position, epoch: number, count: number) {
    const { schema } = this.settings;
    const from = toPlace(after);
    const page = await readPage(this.#pool, schema, from, toPlace(through), count + 1);
    const lost = page.epoch !== epoch || from < page.forgotten;
    const entries = lost ? [] : page.entries;
    return { entries: entries.slice(0, count), complete: entries.length <= count, lost };
  }

  async find(id: string) {
    const [row] = await this.#call('find', id);
    if (row?.place == null) return undefined;
    return { position: toPosition(BigInt(row.place as string)), epoch: Number(row.epoch) };
  }

  async probe(): Promise<number> {
    const began = performance.now();
    const name = `${this.instance} ${began}`;
    const { probes } = this.#reader;
    try {
      const isBack = new Promise<true>((resolve) => probes.set(name, () => resolve(true)));
      await this.#pool.query('SELECT pg_notify($1, $2)', [this.settings.schema, name]);
      const isLate = wait(probeTime, false, { ref: false });
      if (await Promise.race([isBack, isLate])) return performance.now() - began;
      throw new Error(`Expected a notification of PostgreSQL within ${probeTime / 1000} s.`);
    } finally {
      probes.delete(name);
    }
  }

  hold(keepsAlive: boolean): void {
    clearInterval(this.#keepAlive);
    if (keepsAlive) this.#keepAlive = setInterval(() => {}, 60_000);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.members.close();
    this.hold(false);
    await Promise.allSettled([this.#reader.close(), this.#pool.end()]);
  }

  /** Calls a function of the schema. @returns the rows of its result */
  async #call(name: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    const parameters = values.map((_, at) => `$${at + 1}`).join(', ');
    const text = `SELECT * FROM ${this.settings.schema}.${name}(${parameters})`;
    return (await this.#pool.query(text, values)).rows;
  }
}
