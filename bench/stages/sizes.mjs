import { fileURLToPath } from 'node:url';
import { LineProcess } from '../harness/line-process.mjs';
import { median } from '../harness/median.mjs';

const readerFile = fileURLToPath(new URL('../harness/large-reader.mjs', import.meta.url));

/** Bytes of data, and how many such events are published in a tick. */
const sizes = [
  { bytes: 200, burst: 100 },
  { bytes: 2_000, burst: 100 },
  { bytes: 20_000, burst: 20 },
  { bytes: 200_000, burst: 2 },
  { bytes: 2_000_000, burst: 1 },
];

const names = [
  'res-write',
  'better-sse',
  'documents-pattern',
  'ssecast-node',
  'ssecast',
  'ssecast-stream',
];

async function openWithReader(peer) {
  const { server, port } = await peer.start();
  const reader = new LineProcess(`reader of ${peer.name}`, process.execPath, [readerFile]);
  const path = peer.path.replaceAll('{i}', '0');
  const { status } = await reader.ask(`open ${JSON.stringify({ port, path })}`);
  if (status !== 200) throw new Error(`${peer.name} answered ${status}.`);
  return { peer, server, reader };
}

/**
 * What a publish costs the JavaScript thread besides `JSON.stringify`, by the size of the event, with one
 * client. @returns by peer and size: `{ besidesUs, copyUs, perByteNs, copyPerByteNs, faults }`
 */
export async function measureSizes(peers, plan, log) {
  const chosen = names.flatMap((name) => peers.filter((peer) => peer.name === name));
  const servers = [];
  for (const peer of chosen) servers.push(await openWithReader(peer));
  const runs = {};
  for (let rep = -1; rep < plan.reps.sizes; rep++) {
    for (const { bytes, burst } of sizes) {
      for (const { peer, server, reader } of rep % 2 === 0 ? servers : servers.toReversed()) {
        const repeats = rep < 0 ? 3 : plan.sizeRepeats;
        const { first, last, ...times } = await server.ask(`sizes ${bytes} ${burst} ${repeats}`);
        const faults = await reader.ask(`read ${JSON.stringify({ first, last })}`);
        if (rep < 0) continue; // has warmed up
        runs[peer.name] ??= {};
        runs[peer.name][bytes] ??= [];
        runs[peer.name][bytes].push({ ...times, ...faults });
        const ns = ((times.besidesUs * 1000) / bytes).toFixed(2);
        log(`${rep + 1}/${plan.reps.sizes} sizes ${peer.name} ${bytes} B: ${ns} ns a byte`);
      }
    }
  }
  for (const { server, reader } of servers) {
    await reader.quit();
    await server.quit();
  }
  return summarize(runs);
}

function summarize(runs) {
  const results = {};
  for (const [name, bySize] of Object.entries(runs)) {
    results[name] = {};
    for (const [bytes, all] of Object.entries(bySize)) {
      const middle = (key) => median(all.map((run) => run[key]));
      const besidesUs = middle('besidesUs');
      const copyUs = middle('copyUs');
      results[name][bytes] = {
        besidesUs,
        copyUs,
        perByteNs: (besidesUs * 1000) / bytes,
        copyPerByteNs: (copyUs * 1000) / bytes,
        faults: all.reduce((sum, run) => sum + run.lost + run.duplicated + run.reordered, 0),
        runs: all,
      };
    }
  }
  return results;
}
