/** Runs in a network of its own (rows/dead-peers.mjs), whose loopback it switches off and on. */
import { execFileSync } from 'node:child_process';
import { openStreams, startClients, startServer } from './harness.mjs';

const { clients, connectionTimeout, directPath, traffic } = JSON.parse(process.argv[2]);
const loopback = (state) => execFileSync('ip', ['link', 'set', 'lo', state]);

async function untilGone(server, patience) {
  const began = performance.now();
  for (;;) {
    const stats = await server.ask('stats');
    const ms = Math.round(performance.now() - began);
    const { total } = stats.clients;
    if (total === 0 || ms > patience) return { ms, left: total, reasons: stats.disconnects };
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
  await openStreams(load, clients, server);
  await load.ask(command);
  const { ms } = await untilGone(server, 10_000);
  await load.quit();
  return ms;
}

const resetMs = await leaving('hangup');
const closeMs = await leaving('close');
const load = startClients();
await openStreams(load, clients, server);
if (traffic) await server.ask('publish', { rate: 100, seconds: 0.2, bytes: 100 });
loopback('down');
// The time counts from what is not acknowledged: one event that no client gets.
if (traffic) await server.ask('publish', { rate: 100, seconds: 0.01, bytes: 100, names: ['all'] });
const silent = await untilGone(server, connectionTimeout * 3);
loopback('up');
load.kill();
await server.quit();
console.log(JSON.stringify({ silentMs: silent.ms, left: silent.left, resetMs, closeMs }));
