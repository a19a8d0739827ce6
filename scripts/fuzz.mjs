/** `npm run fuzz -- --runs 10000000`, or `--seconds 60`: every fuzz target, or `--only NAME`. */
import { parseArgs } from 'node:util';
import { fuzz } from './lib/fuzz.mjs';
import { main, runScript } from './lib/run.mjs';

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      only: { type: 'string' },
    },
  });
  await runScript('setup', '--test');
  const limit =
    values.runs === undefined ? `-max_total_time=${values.seconds}` : `-runs=${values.runs}`;
  await fuzz(limit, values.only);
});
