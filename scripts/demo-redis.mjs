/**
 * Sets everything up, builds it and starts examples/redis-two-processes until it is stopped. With
 * `--start` it only starts: the tests have built it. package.json starts it by `exec`, like demo.mjs.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neighbour, unpackNeighbours } from './lib/neighbours.mjs';
import { fromRoot } from './lib/paths.mjs';
import { main, runScript } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';
import { which } from './lib/which.mjs';

/**
 * A folder with nginx for the PATH. nginx is unpacked and not installed, because an installed one would
 * serve port 80 from then on.
 */
async function nginxFolder() {
  await unpackNeighbours();
  const { command, env } = neighbour('nginx');
  const folder = fromRoot('build/demo-redis');
  const file = path.join(folder, 'nginx');
  mkdirSync(folder, { recursive: true });
  const libraries = `LD_LIBRARY_PATH='${env.LD_LIBRARY_PATH}'`;
  writeFileSync(file, `#!/bin/sh\n${libraries} exec '${command}' "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

await main(async (args) => {
  if (!args.includes('--start')) {
    await runScript('setup', '--redis');
    await runScript('build');
    await runScript('pack-example', '--build');
  }
  const folders = [process.env.PATH];
  if (!which('nginx')) folders.push(await nginxFolder());
  process.exitCode = await serve([fromRoot('examples/redis-two-processes/start.mjs')], {
    env: { PATH: folders.join(path.delimiter) },
  });
});
