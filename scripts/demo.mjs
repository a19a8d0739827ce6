/**
 * Sets everything up, builds it and serves the example in production mode until it is stopped.
 * package.json starts it by `exec`, because a shell in between would keep signals to itself.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { exampleFolder, nextBin } from './lib/example.mjs';
import { main, runScript, say } from './lib/run.mjs';

/** Ends with the server, and ends the server when it is itself told to. */
function serve(port) {
  const server = spawn(process.execPath, [nextBin, 'start', '--port', port], {
    cwd: exampleFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => server.kill(signal));
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

await main(async () => {
  await runScript('setup');
  await runScript('build');
  await runScript('pack-example', '--build');
  const port = process.env.PORT || '3000';
  say(`serving the demo at http://localhost:${port}/sse-demo`);
  process.exitCode = await serve(port);
});
