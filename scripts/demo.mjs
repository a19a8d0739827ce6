/**
 * Sets everything up, builds it and serves the example in production mode until it is stopped.
 * package.json starts it by `exec`, because a shell in between would keep signals to itself.
 */
import { exampleFolder, nextBin } from './lib/example.mjs';
import { main, runScript, say } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';

await main(async () => {
  await runScript('setup');
  await runScript('build');
  await runScript('pack-example', '--build');
  const port = process.env.PORT || '3000';
  say(`serving the demo at http://localhost:${port}/sse-demo`);
  process.exitCode = await serve([nextBin, 'start', '--port', port], { cwd: exampleFolder });
});
