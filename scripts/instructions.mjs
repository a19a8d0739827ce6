/**
 * Counts instructions. Without an option: those of a delivered event, now and at an earlier commit, into
 * docs/benchmarks.md. `--check`: those of a publish and of a delivery, against their budget. `--accept`:
 * makes these the budget, and writes them into docs/benchmarks.md.
 */
import { parseArgs } from 'node:util';
import { acceptParts, checkParts, writeInstructions } from '../bench/instructions.mjs';
import { main, runScript, say } from './lib/run.mjs';

await main(async (args) => {
  const option = { type: 'boolean', default: false };
  const { values } = parseArgs({ args, options: { check: option, accept: option } });
  await runScript('setup');
  if (values.check) console.log(await checkParts());
  else if (values.accept) console.log(await acceptParts());
  else console.log(await writeInstructions(say));
});
