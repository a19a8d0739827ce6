/**
 * What needs real neighbours: `npm run world`. Versions of Next in apps outside of the repository,
 * proxies, overlapping deploys, clocks, hostile peers. Writes docs/compatibility.md. `--quick` runs the
 * half that `.ci/run` runs and writes nothing; `--only NAME,…` runs some rows, `--next NAME,…` some
 * versions of Next, `--all` every combination of them. `--in FOLDER` keeps what was installed and
 * found there for the next time; `--write` writes the page of whatever ran. The last line is the total.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import clocks from '../test/world/rows/clocks.mjs';
import deploys from '../test/world/rows/deploys.mjs';
import exhaustion from '../test/world/rows/exhaustion.mjs';
import ghosts from '../test/world/rows/ghosts.mjs';
import init from '../test/world/rows/init.mjs';
import installs from '../test/world/rows/installs.mjs';
import next from '../test/world/rows/next.mjs';
import proxies from '../test/world/rows/proxies.mjs';
import { endAll } from '../test/world/support/process.mjs';
import { fromRoot } from './lib/paths.mjs';
import { sectionOf } from './lib/platforms/section.mjs';
import { recordTotal, totalLine } from './lib/results.mjs';
import { chosen, measure, totalOf } from './lib/rows.mjs';
import { main, runScript, say } from './lib/run.mjs';
import { compatibility } from './lib/world-document.mjs';

const rows = [installs, next, init, proxies, deploys, clocks, ghosts, exhaustion];

async function oneByOne(todo, options) {
  const results = [];
  for (const row of todo) {
    const result = await measure(row, options);
    results.push(result);
    say(`  ${row.name}: ${(result.ms / 1000).toFixed(0)} s`);
  }
  return results;
}

/** The builds of the rows `next` and `init`, at low priority, beside the other rows, which wait most of the time. */
async function inTwoLanes(todo, options) {
  const builds = (row) => row === next || row === init;
  const lanes = [todo.filter(builds), todo.filter((row) => !builds(row))];
  return (await Promise.all(lanes.map((lane) => oneByOne(lane, options)))).flat();
}

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      only: { type: 'string' },
      next: { type: 'string' },
      in: { type: 'string' },
      write: { type: 'boolean', default: false },
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
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.once(name, () => endAll().finally(() => process.exit(1)));
  }
  const results = await (values.quick ? inTwoLanes(todo, options) : oneByOne(todo, options));
  await endAll();
  const cells = results.find(({ row }) => row === next)?.cells;
  const installed = results.find(({ row }) => row === installs)?.installs;
  const isWhole = cells !== undefined && installed !== undefined;
  if (isWhole && (values.write || (!values.quick && values.next === undefined))) {
    const { version: node, platform, arch } = process;
    const page = fromRoot('docs/compatibility.md');
    const platforms = sectionOf(readFileSync(page, 'utf8'));
    const system = `${platform}-${arch}`;
    writeFileSync(page, compatibility(cells, installed, { node, platform: system, platforms }));
  }
  const total = totalOf(results);
  recordTotal('world', total);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
