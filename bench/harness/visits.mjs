import { performance } from 'node:perf_hooks';
import { loadClient } from '../../tools/load-client/index.mjs';
import { cpuOf } from './cpu.mjs';
import { LineProcess } from './line-process.mjs';
import { untilQuiet } from './quiet.mjs';

const names = [
  'bare-route',
  'documents-pattern',
  'ssecast',
  'res-write',
  'better-sse',
  'ssecast-node',
];
/** Peers without a history are measured without one. */
const withHistory = ['bare-route', 'ssecast', 'res-write', 'ssecast-node'];

/** Starts those of `peers` that are visited, in the order above; `kept` as for `Visits.open`. */
export async function openVisits(peers, kept, onStart) {
  const visited = [];
  for (const peer of names.flatMap((name) => peers.filter((each) => each.name === name))) {
    onStart(peer.name);
    visited.push(await Visits.open(peer, withHistory.includes(peer.name) ? kept : 0));
  }
  return visited;
}

/** One peer's server whose clients come and go, with the process that they are in. */
export class Visits {
  #load;
  #query = '';
  /** Events that wait on the server for clients that come back. */
  kept = 0;

  /** @param kept as many events wait on the server for clients that come back */
  static async open(peer, kept) {
    const { server, port } = await peer.start();
    const visits = new Visits(peer, server, port);
    await visits.visit(200); // A route of Next runs when its first request comes.
    if (kept > 0) {
      visits.#query = (await server.ask(`keep ${kept}`)).query;
      visits.kept = kept;
    }
    return visits;
  }

  constructor(peer, server, port) {
    this.peer = peer;
    this.server = server;
    this.port = port;
    this.#load = new LineProcess(`load of ${peer.name}`, loadClient, ['measure']);
  }

  /**
   * Has clients come, and go when all of them have what waits for them; `comeBack`: with a cursor.
   * @param whileOpen is called then, before they go
   * @returns the CPU of the server until it is at rest, the time until all had everything, and faults
   */
  async visit(count, { comeBack = false, mostUnderWay = 200, whileOpen } = {}) {
    const path = this.peer.path + (comeBack ? this.#query : '');
    await this.#load.ask('start 1');
    const before = cpuOf(this.server.pid).totalUs;
    const began = performance.now();
    const opened = await this.#load.ask(`open ${count} ${this.port} ${path} ${mostUnderWay}`);
    if (opened.failed > 0) {
      throw new Error(`${this.peer.name}: ${opened.failed} of ${count} clients got no stream`);
    }
    const report = await this.#load.ask(`finish ${comeBack ? this.kept : 0} 90000`);
    const arrivedMs = performance.now() - began;
    if (!report.complete) {
      throw new Error(`${this.peer.name}: not all clients got what waited for them`);
    }
    await whileOpen?.();
    await this.#load.ask('hangup');
    await untilQuiet(this.server.pid);
    return {
      cpuUs: cpuOf(this.server.pid).totalUs - before,
      ms: performance.now() - began,
      arrivedMs,
      bytes: report.bytes,
      faults: report.lost + report.duplicated + report.reordered + report.gaps,
    };
  }

  /** Microseconds of CPU a millisecond when nobody comes. */
  async idleRate(milliseconds) {
    const before = cpuOf(this.server.pid).totalUs;
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return (cpuOf(this.server.pid).totalUs - before) / (performance.now() - began);
  }

  async close() {
    await this.#load.quit();
    await this.server.quit();
  }
}
