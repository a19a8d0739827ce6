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
import instances from '../test/stress/rows/instances.mjs';
import killedClients from '../test/stress/rows/killed-clients.mjs';
import killedServer from '../test/stress/rows/killed-server.mjs';
import returningClients from '../test/stress/rows/returning-clients.mjs';
import sigterm from '../test/stress/rows/sigterm.mjs';
import stalledReaders from '../test/stress/rows/stalled-readers.mjs';
import { buildLoadClient } from '../tools/load-client/index.mjs';
import { fromRoot } from './lib/paths.mjs';
import { document } from './lib/reliability-document.mjs';
import { recordTotal, totalLine } from './lib/results.mjs';
import { chosen, measure, totalOf } from './lib/rows.mjs';
import { main, runScript } from './lib/run.mjs';

const rows = [
  deliveries,
  stalledReaders,
  connections,
  sigterm,
  killedServer,
  killedClients,
  deadPeers,
  returningClients,
  instances,
];

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const todo = chosen(rows, values.only);
  await runScript('setup', '--test');
  await runScript('build');
  await buildLoadClient();
  const results = [];
  for (const row of todo) results.push(await measure(row, { quick: values.quick }));
  const total = totalOf(results);
  recordTotal('reliability', total);
  if (!values.quick && values.only === undefined) {
    writeFileSync(fromRoot('docs/reliability.md'), document(results));
  }
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
