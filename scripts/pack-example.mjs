/** Packs the built package and installs the tarball into examples/next-app; with `--build`, builds it. */
import { buildExample, packIntoExample } from './lib/example.mjs';
import { main } from './lib/run.mjs';

await main(async (args) => {
  await packIntoExample();
  if (args.includes('--build')) await buildExample();
});
