/** `npm run bench`: measures ssecast and its peers side by side. `--help` prints the options. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { backplaneSection } from './harness/backplane-report.mjs';
import { build } from './harness/build.mjs';
import { backplaneHeading, document, measuredHeading } from './harness/document.mjs';
import { killAll } from './harness/line-process.mjs';
import { describeMachine } from './harness/machine.mjs';
import { readOptions } from './harness/options.mjs';
import { bench, output, root } from './harness/paths.mjs';
import { tables } from './harness/report.mjs';
import { withSection } from './harness/section.mjs';
import { openStations } from './harness/station.mjs';
import { measureBackplane } from './stages/backplane/index.mjs';
import { measureConnects } from './stages/connects.mjs';
import { measureCpu } from './stages/cpu.mjs';
import { measureDelay } from './stages/delay.mjs';
import { measureMemory } from './stages/memory.mjs';
import { measurePublishTime } from './stages/publish-time.mjs';
import { measureReturn } from './stages/return.mjs';
import { measureSizes } from './stages/sizes.mjs';
import { measureTargeted, targetedFigures } from './stages/targeted.mjs';

const began = Date.now();

function log(message) {
  console.error(`[${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s] ${message}`);
}

/** Everything that needs all the servers at once, with `clients` clients each. */
async function sideBySide(clients, { peers, figures, plan }, results) {
  const ofCount = figures.filter((name) => name.split('-')[1] === String(clients));
  const withDelay = clients === 10_000 && figures.includes('delay');
  if (ofCount.length === 0 && !withDelay) return;
  const chosen = ofCount.length > 0 ? peers : peers.filter((peer) => peer.node);
  const stations = await openStations(chosen, clients, log);
  if (ofCount.length > 0) {
    Object.assign(results.cpu, await measureCpu(stations, ofCount, plan, plan.reps[clients], log));
  }
  if (withDelay) results.delay = await measureDelay(stations, plan, plan.reps.delay, log);
  for (const station of stations) await station.close();
}

async function measure(options) {
  const { figures, plan } = options;
  const results = { cpu: {} };
  const toAll = options.peers.filter((peer) => peer.toAll);
  await sideBySide(1000, { ...options, peers: toAll }, results);
  const peers = toAll.filter(({ name }) => plan.manyClients.includes(name));
  await sideBySide(10_000, { ...options, peers }, results);
  if (figures.includes('memory')) {
    results.memory = await measureMemory(peers, plan, plan.reps.memory, log);
  }
  if (figures.includes('publish') || figures.includes('lone')) {
    Object.assign(results, await measurePublishTime(peers, figures, plan, log));
  }
  if (figures.some((name) => name in targetedFigures)) {
    results.targeted = await measureTargeted(options.peers, figures, plan, log);
  }
  if (figures.includes('sizes')) results.sizes = await measureSizes(options.peers, plan, log);
  if (figures.includes('connects')) {
    results.connects = await measureConnects(options.peers, plan, log);
  }
  if (figures.includes('return')) results.return = await measureReturn(options.peers, plan, log);
  if (figures.includes('backplane')) {
    results.backplane = await measureBackplane(plan.backplane, log);
  }
  return results;
}

/** Writes what this run may publish into docs/benchmarks.md. */
function publish(options, results) {
  const file = `${root}docs/benchmarks.md`;
  let text = readFileSync(file, 'utf8');
  if (options.publishes) text = document(results, text);
  if (options.publishesBackplane) {
    text = withSection(text, backplaneHeading, backplaneSection(results), measuredHeading);
  }
  writeFileSync(file, text);
}

function showThreads(cpu) {
  for (const [figure, byPeer] of Object.entries(cpu)) {
    for (const [peer, runs] of Object.entries(byPeer)) {
      const threads = runs.at(-1).threads.map(([thread, us]) => `${thread} ${us.toFixed(2)} µs`);
      console.log(`${figure} ${peer}: ${threads.join(', ')}`);
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    killAll();
    process.exit(1);
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(options.help);
  } else {
    if (options.build) await build(options.peers, options.figures, log);
    const results = { machine: describeMachine(bench), ...(await measure(options)) };
    mkdirSync(output, { recursive: true });
    writeFileSync(`${output}/results.json`, `${JSON.stringify(results, null, 2)}\n`);
    console.log(tables(results));
    if (results.backplane) console.log(backplaneSection(results));
    if (options.threads) showThreads(results.cpu);
    publish(options, results);
    log('done');
  }
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exitCode = 1;
} finally {
  killAll();
}
