/** Formats every file as `npm run check` wants it. */
import { main, run, runBin } from './lib/run.mjs';
import { cppSources } from './lib/sources.mjs';

await main(async () => {
  await runBin('biome', ['check', '--write', '.']);
  await run('clang-format', ['-i', ...(await cppSources())]);
});
