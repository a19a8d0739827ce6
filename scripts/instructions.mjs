/** Counts the instructions of a delivered event, now and at an earlier commit; writes the docs. */
import { writeInstructions } from '../bench/instructions.mjs';
import { main, runScript, say } from './lib/run.mjs';

await main(async () => {
  await runScript('setup');
  console.log(await writeInstructions(say));
});
