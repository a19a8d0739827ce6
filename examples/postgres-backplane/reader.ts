import { setTimeout as wait } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import type { BackplaneEvents } from 'ssecast/backplane';
import { toPlace, toPosition } from './place.js';
import { schemaOf } from './schema.js';

const pageSize = 1_000;
/** Milliseconds after which the log is read also without a notification. */
const pollTime = 5_000;
const retryTime = 1_000;

/** Greater than every place. */
const end = 2n ** 62n;

/** Reads the log to its end at each notification, over a connection of its own. */
export class Reader {
  #client: Client | undefined;
  #epoch: number | undefined;
  /** Of the newest entry that was read. */
  #place = 0n;
  /** Of the newest entry that was read or acknowledged. */
  #seen = 0n;
  #hasFailed = false;
  #isClosed = false;
  #isNotified = false;
  #wake = () => {};
  /** Called with the payload of a notification, once everything before it is read. */
  readonly probes = new Map<string, () => void>();
  readonly #arrived: string[] = [];

  constructor(
    private readonly url: string,
    private readonly schema: string,
    private readonly events: BackplaneEvents,
  ) {}

  /** An entry is stored. A log that lacks it at the next connection has lost entries. */
  acknowledged(place: bigint): void {
    if (place > this.#seen) this.#seen = place;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#notified();
    await this.#client?.end();
  }

  /** Reads until `close`, with a new connection after each failure. Never rejects. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      // A query to a server that hangs fails.
      const client = new Client({ connectionString: this.url, query_timeout: 10_000 });
      this.#client = client;
      try {
        await this.#follow(client);
      } catch (error) {
        this.#hasFailed = true;
        if (!this.#isClosed) this.events.failed(error as Error);
      }
      await client.end().catch(() => {});
      if (!this.#isClosed) await wait(retryTime, undefined, { ref: false });
    }
  }

  async #follow(client: Client): Promise<void> {
    let failure: Error | undefined;
    const fail = (error: Error) => {
      failure ??= error;
      this.#notified();
    };
    client.on('error', fail).on('end', () => fail(new Error('PostgreSQL closed the connection.')));
    client.on('notification', ({ payload = '' }) => this.#notified(payload));
    await client.connect();
    // The connection keeps no process alive. Its types lack the function.
    (client as Client & { unref(): void }).unref();
    await client.query(schemaOf(this.schema));
    await client.query(`LISTEN ${this.schema}`);
    await client.query(`SELECT ${this.schema}.check_place($1)`, [`${this.#seen}`]);
    if (this.#hasFailed) this.events.failed(undefined);
    this.#hasFailed = false;
    while (failure === undefined) {
      const arrived = this.#arrived.splice(0);
      await this.#readAll(client);
      for (const payload of arrived) this.probes.get(payload)?.();
      await this.#notification();
    }
    throw failure;
  }

  async #readAll(client: Client): Promise<void> {
    let isWhole = false;
    while (!isWhole && !this.#isClosed) {
      const page = await readPage(client, this.schema, this.#place, end, pageSize);
      if (page.epoch !== this.#epoch || this.#place < page.forgotten) {
        this.#open(page);
        continue;
      }
      isWhole = page.entries.length < pageSize;
      const last = page.entries.at(-1);
      if (last === undefined) return;
      await this.events.entries(page.entries);
      this.#place = toPlace(last.position);
      this.acknowledged(this.#place);
    }
  }

  /** Goes on at the end of the log the first time, and later behind what is lost. */
  #open({ epoch, newest, forgotten }: Page): void {
    const lost = this.#epoch !== undefined;
    this.#epoch = epoch;
    this.#place = lost ? forgotten : newest;
    this.acknowledged(this.#place);
    this.events.opened({ epoch, position: toPosition(this.#place), lost });
  }

  #notified(payload = ''): void {
    if (payload !== '') this.#arrived.push(payload);
    this.#isNotified = true;
    this.#wake();
  }

  async #notification(): Promise<void> {
    if (!this.#isNotified) {
      const wake = new AbortController();
      this.#wake = () => wake.abort();
      await wait(pollTime, undefined, { ref: false, signal: wake.signal }).catch(() => {});
    }
    this.#isNotified = false;
  }
}

type Page = Awaited<ReturnType<typeof readPage>>;

/** Entries after a place and up to another, oldest first, and the state of the log at that moment. */
export async function readPage(
  client: Client | Pool,
  schema: string,
  after: bigint,
  through: bigint,
  count: number,
) {
  const text = `SELECT log.epoch, log.place AS newest, log.forgotten, page.place, page.entry
    FROM ${schema}.log LEFT JOIN (
      SELECT * FROM ${schema}.entries WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3
    ) AS page ON true ORDER BY page.place`;
  const { rows } = await client.query(text, [`${after}`, `${through}`, count]);
  return {
    epoch: Number(rows[0].epoch),
    newest: BigInt(rows[0].newest),
    forgotten: BigInt(rows[0].forgotten),
    entries: rows
      .filter(({ place }) => place !== null)
      .map(({ place, entry }) => ({ position: toPosition(BigInt(place)), entry: entry as Buffer })),
  };
}
