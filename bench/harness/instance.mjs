import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadClient } from '../../tools/load-client/index.mjs';
import { cpuOf, javaScriptUs } from './cpu.mjs';
import { LineProcess } from './line-process.mjs';
import { median } from './median.mjs';
import { bench } from './paths.mjs';
import { freePort, startNode } from './peers.mjs';

const PAD_BYTES = 117; // as in the other figures

/** A process of an app that runs in several, with the processes that hold its clients. */
export class Instance {
  #restJavaScript = [];
  #restAll = [];
  loads = [];

  /** @param program of `bench/peers/backplane`; @param env for it */
  static async start(name, program, env = {}) {
    const port = await freePort();
    const options = { env: { ...env, BENCH_PAD_BYTES: PAD_BYTES } };
    const file = `${bench}peers/backplane/${program}.mjs`;
    const { server } = await startNode(name, [file], options, port);
    return new Instance(name, server, port);
  }

  constructor(name, server, port) {
    this.name = name;
    this.server = server;
    this.port = port;
  }

  get pid() {
    return this.server.pid;
  }

  /** Opens clients in a load process of their own. @param path `{i}` is the number of the client */
  async open(count, path, load = this.newLoad()) {
    const opened = await load.ask(`open ${count} ${this.port} ${path}`);
    if (opened.failed > 0) {
      throw new Error(`${this.name}: ${opened.failed} of ${count} clients got no event stream`);
    }
    return load;
  }

  newLoad(command = loadClient, args = ['measure']) {
    const load = new LineProcess(`load of ${this.name}`, command, args);
    this.loads.push(load);
    return load;
  }

  /** Measures what these instances use while nothing is published. */
  static async rest(instances, seconds) {
    const before = instances.map(({ pid }) => [javaScriptUs(pid), cpuOf(pid).totalUs]);
    const began = performance.now();
    await sleep(seconds * 1000);
    const ms = performance.now() - began;
    instances.forEach((instance, i) => {
      instance.#restJavaScript.push((javaScriptUs(instance.pid) - before[i][0]) / ms);
      instance.#restAll.push((cpuOf(instance.pid).totalUs - before[i][1]) / ms);
    });
  }

  /** Microseconds of the JavaScript thread besides what it uses at rest. */
  javaScriptBesidesRest(us, ms) {
    return us - median(this.#restJavaScript) * ms;
  }

  /** Microseconds of all threads besides what they use at rest. */
  cpuBesidesRest(us, ms) {
    return us - median(this.#restAll) * ms;
  }

  async close() {
    for (const load of this.loads) await load.quit();
    await this.server.quit();
  }
}

/**
 * Has one instance publish, and waits until all clients of `loads` have all events.
 * @param instances those whose CPU is read
 * @returns the count of events, the time, what each instance used, and what each load reports
 */
export async function publishTo(publisher, command, loads, instances) {
  publisher.next ??= 1;
  for (const load of loads) await load.ask(`start ${publisher.next}`);
  const read = () =>
    instances.map(({ pid }) => ({ javaScript: javaScriptUs(pid), all: cpuOf(pid) }));
  const before = read();
  const began = performance.now();
  const { first, last } = await publisher.server.ask(command);
  const publishedMs = performance.now() - began;
  const reports = await Promise.all(loads.map((load) => load.ask(`finish ${last} 90000`)));
  const ms = performance.now() - began;
  const after = read();
  publisher.next = last + 1;
  const used = instances.map((instance, i) => ({
    instance,
    javaScriptUs: after[i].javaScript - before[i].javaScript,
    allUs: after[i].all.totalUs - before[i].all.totalUs,
    before: before[i].all,
    after: after[i].all,
  }));
  for (const { lost, duplicated, reordered } of reports) {
    if (lost + duplicated + reordered > 0) {
      throw new Error(
        `Expected each event once and in order but ${lost} were lost, ${duplicated} duplicated, ${reordered} reordered in "${command}".`,
      );
    }
  }
  return { count: last - first + 1, publishedMs, ms, used, reports };
}
