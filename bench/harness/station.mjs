import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadClient } from '../../tools/load-client/index.mjs';
import { busiest, cpuOf } from './cpu.mjs';
import { LineProcess } from './line-process.mjs';
import { median } from './median.mjs';

/** One peer's server together with a load client of its own. */
export class Station {
  #next = 1;
  #idleRates = [];
  #clients = 0;

  static async open(peer, clients) {
    const { server, port } = await peer.start();
    const load = new LineProcess(`load of ${peer.name}`, loadClient, ['measure']);
    const station = new Station(peer, server, port, load);
    await station.connect(clients);
    return station;
  }

  constructor(peer, server, port, load) {
    this.peer = peer;
    this.server = server;
    this.port = port;
    this.load = load;
  }

  /** Opens further clients and waits until the server has come to rest. */
  async connect(clients) {
    const opened = await this.load.ask(`open ${clients} ${this.port} ${this.peer.path}`);
    if (opened.failed > 0) {
      throw new Error(
        `${this.peer.name}: ${opened.failed} of ${clients} clients got no event stream (last status ${opened.lastStatus})`,
      );
    }
    this.#clients += clients;
    await sleep(500 + clients / 10);
    await this.#checkPath();
  }

  /** Clients on the other path would be measured as if they were on this one. */
  async #checkPath() {
    const { clientPath } = this.peer;
    if (clientPath === undefined) return;
    const { clients } = await this.server.ask('stats');
    if (clients[clientPath] === this.#clients) return;
    throw new Error(
      `Expected ${this.#clients} clients on the ${clientPath} path but received ${JSON.stringify(clients)}.`,
    );
  }

  /** Publishes at a modest rate, so that nothing measured is the first of its kind. */
  async warmUp() {
    await this.run(`publish 100 ${Math.max(3, Math.min(40, Math.round(40_000 / this.#clients)))}`);
  }

  /** Measures what these servers use without a publish: that is no cost of delivery. */
  static async rest(stations, seconds) {
    const before = stations.map((station) => cpuOf(station.server.pid).totalUs);
    const began = performance.now();
    await sleep(seconds * 1000);
    const ms = performance.now() - began;
    stations.forEach((station, i) => {
      station.#idleRates.push((cpuOf(station.server.pid).totalUs - before[i]) / ms);
    });
  }

  /** CPU at rest in microseconds per millisecond: the median, as V8 collects garbage now and then. */
  get idleRate() {
    return this.#idleRates.length > 0 ? median(this.#idleRates) : 0;
  }

  /** CPU of the clock that publishes, in microseconds a tick, without publishing. */
  async measureClock(rate, seconds) {
    if (!this.peer.node) return 0;
    const before = cpuOf(this.server.pid).totalUs;
    await this.server.ask(`tick ${rate} ${rate * seconds}`);
    return (cpuOf(this.server.pid).totalUs - before) / (rate * seconds);
  }

  /**
   * Has the server carry out a publishing command and waits until every client has every event.
   * `cpuUs` is the server's CPU from before the first event to after the last arrival. What the server
   * has measured itself comes with the result.
   */
  async run(command) {
    await this.load.ask(`start ${this.#next}`);
    const before = cpuOf(this.server.pid);
    const began = performance.now();
    const { first, last, ...measured } = await this.server.ask(command);
    const report = await this.load.ask(`finish ${last} 90000`);
    const ms = performance.now() - began;
    const after = cpuOf(this.server.pid);
    this.#next = last + 1;
    return {
      published: last - first + 1,
      ms,
      cpuUs: after.totalUs - before.totalUs,
      eventsPerSecond: (report.events / ms) * 1000,
      ...measured,
      threads: busiest(before, after).map(({ thread, us }) => [thread, us / report.events]),
      ...report,
    };
  }

  /** The server's CPU per delivered event, less what it used in the same time at rest. */
  cpuPerEvent({ cpuUs, ms, events }) {
    return (cpuUs - this.idleRate * ms) / events;
  }

  async close() {
    await this.load.quit();
    await this.server.quit();
  }
}

/** Opens a station per peer, all with `clients` clients, warmed up. */
export async function openStations(peers, clients, log) {
  const stations = [];
  for (const peer of peers) {
    log(`${peer.name}: ${clients} clients`);
    const station = await Station.open(peer, clients);
    await station.warmUp();
    stations.push(station);
  }
  return stations;
}
