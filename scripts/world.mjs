/**
 * What needs real neighbours: `npm run world`. Versions of Next in apps outside of the repository,
 * proxies, overlapping deploys, clocks, hostile peers. Writes docs/compatibility.md. `--quick` runs the
 * half that `.ci/run` runs and writes nothing; `--only NAME,…` runs some rows, `--next NAME,…` some
 * versions of Next, `--all` every combination of them. `--in FOLDER` keeps what was installed there for
 * the next time. The last line is the total.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import clocks from '../test/world/rows/clocks.mjs';
import deploys from '../test/world/rows/deploys.mjs';
import exhaustion from '../test/world/rows/exhaustion.mjs';
import ghosts from '../test/world/rows/ghosts.mjs';
import next from '../test/world/rows/next.mjs';
import proxies from '../test/world/rows/proxies.mjs';
import { endAll } from '../test/world/support/process.mjs';
import { recordTotal, totalLine } from './lib/results.mjs';
import { chosen, measure, totalOf } from './lib/rows.mjs';
import { main, runScript, say } from './lib/run.mjs';

const rows = [next, proxies, deploys, clocks, ghosts, exhaustion];

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      only: { type: 'string' },
      next: { type: 'string' },
      in: { type: 'string' },
    },
  });
  const todo = chosen(rows, values.only);
  await runScript('setup', '--test');
  await runScript('build');
  const options = {
    quick: values.quick,
    part: values.all ? 'all' : values.quick ? 'quick' : 'standard',
    versions: values.next?.split(','),
    in: values.in && path.resolve(values.in),
  };
  const results = [];
  for (const row of todo) {
    results.push(await measure(row, options));
    await endAll();
    say(`  ${(results.at(-1).ms / 1000).toFixed(0)} s`);
  }
  const total = totalOf(results);
  recordTotal('world', total);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
