/**
 * Packs the built package and installs the tarball into examples/next-app; with `--build`, builds
 * it, and with `--standalone` its standalone server too.
 */
import { buildExample, buildStandalone, packIntoExample } from './lib/example.mjs';
import { main } from './lib/run.mjs';

await main(async (args) => {
  await packIntoExample();
  if (args.includes('--build')) await buildExample();
  if (args.includes('--standalone')) await buildStandalone();
});
