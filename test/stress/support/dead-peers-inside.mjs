/** Runs in a network of its own (rows/dead-peers.mjs), whose loopback it switches off and on. */
import { execFileSync } from 'node:child_process';
import { startClients, startServer } from './harness.mjs';

const { clients, connectionTimeout, directPath, traffic } = JSON.parse(process.argv[2]);
const loopback = (state) => execFileSync('ip', ['link', 'set', 'lo', state]);

async function until(server, total, patience) {
  const began = performance.now();
  for (;;) {
    const stats = await server.ask('stats');
    const ms = Math.round(performance.now() - began);
    if (stats.clients.total === total || ms > patience) return { ms, left: stats.clients.total };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

loopback('up');
const server = await startServer({
  connectionTimeout,
  directPath,
  // Idle means that nothing at all is sent.
  heartbeatInterval: traffic ? 500 : 0,
});

async function leaving(command) {
  const load = startClients();
  await load.ask(`open ${clients} ${server.port} / 10000`);
  await load.ask(command);
  const { ms } = await until(server, 0, 10_000);
  await load.quit();
  return ms;
}

const resetMs = await leaving('hangup');
const closeMs = await leaving('close');
const load = startClients();
await load.ask(`open ${clients} ${server.port} / 10000`);
if (traffic) await server.ask('publish', { rate: 20, seconds: 0.2, bytes: 100 });
loopback('down');
const silent = await until(server, 0, connectionTimeout * 3);
loopback('up');
load.kill();
await server.quit();
console.log(JSON.stringify({ silentMs: silent.ms, left: silent.left, resetMs, closeMs }));
