/** Builds the addon and the TypeScript. Needs what `npm run setup` installs. */
import { main, runScript } from './lib/run.mjs';

await main(async () => {
  await runScript('build-native');
  await runScript('build-ts');
});
