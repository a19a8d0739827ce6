import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { busiest, cpuOf } from './cpu.mjs';
import { LineProcess } from './line-process.mjs';
import { binary } from './paths.mjs';

/** One peer's server together with a load client of its own. */
export class Station {
  #next = 1;
  #idleUsPerMs = 0;
  #clients = 0;

  static async open(peer, clients) {
    const { server, port } = await peer.start();
    const load = new LineProcess(`load of ${peer.name}`, binary('load'), []);
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
  }

  /** Publishes at a modest rate, so that nothing measured is the first of its kind. */
  async warmUp() {
    await this.run(`publish 100 ${Math.max(3, Math.min(40, Math.round(40_000 / this.#clients)))}`);
  }

  /** CPU readings before and after a pause of all servers; what they use then is not for delivery. */
  static async rest(stations, seconds) {
    const before = stations.map((station) => cpuOf(station.server.pid).totalUs);
    const began = performance.now();
    await sleep(seconds * 1000);
    const ms = performance.now() - began;
    stations.forEach((station, i) => {
      station.#idleUsPerMs = (cpuOf(station.server.pid).totalUs - before[i]) / ms;
    });
  }

  /**
   * Has the server carry out a publishing command and waits until every client has every event.
   * `cpuPerEventUs` is the server's CPU from before the first event to after the last arrival, less
   * what the same server used in the same time at rest with the same clients, by delivered event.
   */
  async run(command) {
    await this.load.ask(`start ${this.#next}`);
    const before = cpuOf(this.server.pid);
    const began = performance.now();
    const { first, last } = await this.server.ask(command);
    const report = await this.load.ask(`finish ${last} 90000`);
    const ms = performance.now() - began;
    const after = cpuOf(this.server.pid);
    this.#next = last + 1;
    const cpuUs = after.totalUs - before.totalUs - this.#idleUsPerMs * ms;
    return {
      cpuPerEventUs: cpuUs / report.events,
      threads: busiest(before, after).map(({ thread, us }) => [thread, us / report.events]),
      published: last - first + 1,
      eventsPerSecond: (report.events / ms) * 1000,
      idlePercent: this.#idleUsPerMs / 10,
      ...report,
    };
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
