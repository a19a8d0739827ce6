import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Instance, type InstanceOptions } from './instance.js';
import { compareIds, judge, type Verdict } from './verdict.js';
import { randomOf, Wanderer } from './wanderer.js';

/** `npm run reliability` asks for the long form; the short one is part of `.ci/run`. */
const isLong = process.env.SSECAST_RELIABILITY === 'full';

/** Milliseconds of a phase. */
export const during = (milliseconds: number): Promise<void> =>
  wait(isLong ? 3 * milliseconds : milliseconds);

/** Waits until the condition holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${milliseconds} ms`);
    await wait(20);
  }
}

export const kChannels = ['c0', 'c1', 'c2', 'c3', 'c4'];

interface FleetOptions extends InstanceOptions {
  instances: number;
  clients: number;
}

const open = new Set<Fleet>();

/** Ends every process and client that a test has left. */
export async function endFleets(): Promise<void> {
  await Promise.all([...open].map((fleet) => fleet.end()));
}

/** Instances over one Redis, and clients of five channels, which come back to any of them. */
export class Fleet {
  /** Those that run. */
  instances: Instance[] = [];
  /** All of them, for what they were told. */
  readonly all: Instance[] = [];
  readonly clients: Wanderer[] = [];
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'ssecast-fleet-'));
  readonly #options: InstanceOptions;
  readonly #seed = Number(process.env.SSECAST_SEED ?? Date.now() % 1_000_000);
  readonly #random = randomOf(this.#seed);
  /** The ports that clients choose from, where that is not every instance. */
  entrances: number[] | undefined;

  private constructor(options: InstanceOptions) {
    this.#options = options;
    open.add(this);
  }

  /** Returns when every client is connected. */
  static async start({ instances, clients, ...options }: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    await Promise.all(Array.from({ length: instances }, () => fleet.add()));
    await fleet.connect(clients);
    return fleet;
  }

  async add(options: InstanceOptions = {}, port?: number): Promise<Instance> {
    const instance = await Instance.start(this.#folder, { ...this.#options, ...options }, port);
    this.instances.push(instance);
    this.all.push(instance);
    return instance;
  }

  async connect(count: number): Promise<void> {
    for (let at = 0; at < count; at++) this.addClient(kChannels[at % kChannels.length] as string);
    await this.connected();
  }

  addClient(channel: string): Wanderer {
    const ports = () => this.entrances ?? this.instances.map(({ port }) => port);
    const name = `client ${this.clients.length}`;
    const client = new Wanderer(name, channel, ports, this.#random);
    this.clients.push(client);
    client.connect();
    return client;
  }

  connected(): Promise<void> {
    return until('every client connected', () => this.clients.every((each) => each.isConnected));
  }

  /** Clients go on to other instances every so many milliseconds, at most. */
  wander(milliseconds: number): void {
    for (const client of this.clients) {
      client.wanders = milliseconds;
      client.hop();
    }
  }

  /** Every instance publishes so many events a second. */
  async publish(rate: number, bytes = 100): Promise<void> {
    await Promise.all(
      this.instances.map((each) => each.ask('start', { channels: kChannels, rate, bytes })),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((each) => each.ask('stop')));
  }

  /** Waits until every instance has read what was published until now. */
  async haveRead(): Promise<void> {
    const ids = this.all.flatMap((each) => each.acknowledged()).map(({ id }) => id);
    const newest = ids.reduce((one, other) => (compareIds(one, other) < 0 ? other : one), '0-0');
    await until('every instance has read', async () => {
      const all = await Promise.all(this.instances.map((each) => each.stats()));
      return all.every(({ history }) => compareIds(history.newestId, newest) >= 0);
    });
  }

  /** SIGKILL, or SIGTERM: then it drains. Clients do not choose it again. */
  async remove(instance: Instance, signal: NodeJS.Signals): Promise<void> {
    this.instances = this.instances.filter((each) => each !== instance);
    await instance.end(signal);
  }

  /**
   * Lets everything arrive, and judges. A last event on each channel has to reach every client.
   * @param more what the figure of the test says besides
   */
  async finish(more = ''): Promise<Verdict> {
    await this.stop();
    for (const client of this.clients) client.wanders = undefined;
    const [last] = this.instances;
    if (last === undefined) throw new Error('No instance is left');
    await last.ask('publish', { channels: kChannels, count: kChannels.length });
    const acknowledged = this.all.flatMap((each) => each.acknowledged());
    const ends = new Map<string, string>();
    for (const { publisher, channel, id } of acknowledged) {
      if (publisher === last.publisher) ends.set(channel, id);
    }
    const isThere = (client: Wanderer) => client.hasReached(ends.get(client.channel) ?? '');
    // One that does not come is reported with what it lacks.
    await until('every client there', () => this.clients.every(isThere)).catch(() => undefined);
    const verdict = judge(this.clients, acknowledged);
    record(this.#described(verdict) + (more && `; ${more}`));
    if (verdict.faults.length > 0) verdict.faults.push(`seed ${this.#seed}`);
    return verdict;
  }

  get connections(): number {
    return this.clients.reduce((sum, { connections }) => sum + connections.length, 0);
  }

  #described({ clients, events, received, gaps, lost, repeated, disordered }: Verdict): string {
    const shown = (number: number) => number.toLocaleString('en');
    const refused: Record<string, number> = {};
    for (const each of this.all) {
      for (const [code, count] of Object.entries(each.rejected())) {
        const name = code.replace('ERR_SSECAST_BACKPLANE_', '').toLowerCase();
        refused[name] = (refused[name] ?? 0) + count;
      }
    }
    const told = Object.entries(refused).map(([name, count]) => `, ${shown(count)} ${name}`);
    return (
      `${this.all.length} instances, ${clients} clients over ${shown(this.connections)} connections: ` +
      `${shown(events)} events${told.join('')}, ${shown(received)} deliveries, ${gaps} gaps; ` +
      `lost ${lost}, repeated ${repeated}, disordered ${disordered}`
    );
  }

  async end(): Promise<void> {
    open.delete(this);
    for (const client of this.clients) client.close();
    await Promise.all(this.all.map((each) => each.end('SIGKILL')));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Leaves the figure of the test that runs for docs/reliability.md. */
export function record(figure: string): void {
  const file = process.env.SSECAST_FIGURES;
  if (file === undefined) return;
  const test = expect.getState().currentTestName;
  appendFileSync(file, `${JSON.stringify({ test, figure })}\n`);
}

/** What no scenario may show. */
export const noFaults = { lost: 0, repeated: 0, disordered: 0, faults: [] };
