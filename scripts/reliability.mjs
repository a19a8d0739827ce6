/**
 * What docs/delivery.md promises, under load and faults: `npm run reliability`. Writes
 * docs/reliability.md. `--quick` runs a short form of every row and writes nothing; `--only NAME,…`
 * runs some. The last line is the total.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import connections from '../test/stress/rows/connections.mjs';
import deadPeers from '../test/stress/rows/dead-peers.mjs';
import deliveries from '../test/stress/rows/deliveries.mjs';
import killedClients from '../test/stress/rows/killed-clients.mjs';
import killedServer from '../test/stress/rows/killed-server.mjs';
import returningClients from '../test/stress/rows/returning-clients.mjs';
import sigterm from '../test/stress/rows/sigterm.mjs';
import stalledReaders from '../test/stress/rows/stalled-readers.mjs';
import { buildStressClient } from './lib/cmake.mjs';
import { fromRoot } from './lib/paths.mjs';
import { document } from './lib/reliability-document.mjs';
import { recordTotal, totalLine } from './lib/results.mjs';
import { Failure, main, runScript, say } from './lib/run.mjs';

const rows = [
  deliveries,
  stalledReaders,
  connections,
  sigterm,
  killedServer,
  killedClients,
  deadPeers,
  returningClients,
];

function chosen(only) {
  if (only === undefined) return rows;
  return only.split(',').map((name) => {
    const row = rows.find((each) => each.name === name);
    if (row !== undefined) return row;
    const known = rows.map((each) => each.name).join(', ');
    throw new Failure(`Expected rows of ${known} for --only but received ${name}.`);
  });
}

/** A row that breaks off counts as one that failed. */
async function measure(row, quick) {
  say(row.title);
  const began = performance.now();
  const checks = await row
    .run({ quick })
    .catch((error) => [{ ok: false, figure: `broke off: ${error.message}` }]);
  const ms = performance.now() - began;
  for (const { ok, figure } of checks) say(`  ${ok ? 'ok' : 'SHORT'}: ${figure}`);
  return { row, checks, ms };
}

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const todo = chosen(values.only);
  await runScript('setup', '--test');
  await runScript('build');
  await buildStressClient();
  const results = [];
  for (const row of todo) results.push(await measure(row, values.quick));
  const checks = results.flatMap((result) => result.checks);
  const failed = checks.filter(({ ok }) => !ok).length;
  const total = { passed: checks.length - failed, failed, skipped: 0 };
  recordTotal('reliability', total);
  if (!values.quick && values.only === undefined) {
    writeFileSync(fromRoot('docs/reliability.md'), document(results));
  }
  console.log(totalLine(total));
  process.exitCode = failed > 0 || checks.length === 0 ? 1 : 0;
});
