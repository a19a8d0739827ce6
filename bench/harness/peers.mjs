import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineProcess } from './line-process.mjs';
import { bench, binary, nextApp } from './paths.mjs';

const PAD_BYTES = 117; // makes an event about 200 bytes on the wire
const IDENTITY = '?userId=user-{i}&sessionId=session-{i}';

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until `process` listens on the port. */
export async function untilListening(process, port) {
  for (let tries = 0; tries < 300; tries++) {
    if (process.ended) await process.next(0);
    const socket = connect(port, '127.0.0.1');
    const listening = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (listening) return;
    await sleep(100);
  }
  throw new Error(`nothing listens on port ${port} after 30 s`);
}

/** A Node program that obeys `peers/control.mjs`. It has the port as `PORT`. */
export async function startNode(name, args, options, port) {
  const env = {
    ...process.env,
    ...options.env,
    BENCH_PEER: name,
    BENCH_PAD_BYTES: PAD_BYTES,
    PORT: port,
  };
  const preload = ['--expose-gc', '--import', `${bench}peers/control.mjs`];
  const server = new LineProcess(name, process.execPath, [...preload, ...args], {
    ...options,
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  await untilListening(server, port);
  return { server, port };
}

async function startNext(name, env) {
  const port = await freePort();
  const args = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', port];
  const started = await startNode(name, args, { cwd: nextApp, env }, port);
  // Next listens before its instrumentation has run; an answer means that it is ready.
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  return started;
}

/** A server in plain Node: `file` of bench/peers. */
const startPlain = async (name, file, env) =>
  startNode(name, [`${bench}peers/${file}`], { env }, await freePort());

const streamPath = { BENCH_DIRECT_PATH: 'false' };

/**
 * The servers that are measured side by side.
 * `node`: has a JavaScript thread to look at. `next`: is a route of bench/next-app. `toAll`: is in the
 * figures of events to all clients. `clientPath`: the path that ssecast has to take.
 */
export const peers = [
  {
    name: 'send-loop',
    title: 'send() loop in C',
    toAll: true,
    path: '/',
    async start() {
      const server = new LineProcess('send-loop', binary('send_loop'), [PAD_BYTES]);
      const { port } = await server.next();
      return { server, port };
    },
  },
  {
    name: 'documents-pattern',
    title: 'hand-written streams in Next',
    node: true,
    next: true,
    toAll: true,
    path: `/documents${IDENTITY}`,
    start: () => startNext('documents-pattern'),
  },
  {
    name: 'better-sse',
    title: 'better-sse on node:http',
    node: true,
    toAll: true,
    path: `/${IDENTITY}`,
    start: () => startPlain('better-sse', 'better-sse.mjs'),
  },
  {
    name: 'ssecast',
    title: 'ssecast in Next',
    node: true,
    next: true,
    toAll: true,
    path: `/ssecast${IDENTITY}`,
    clientPath: 'direct',
    start: () => startNext('ssecast'),
  },
  {
    name: 'res-write',
    title: '`res.write` on node:http',
    node: true,
    path: `/${IDENTITY}`,
    start: () => startPlain('res-write', 'res-write.mjs'),
  },
  {
    name: 'ssecast-node',
    title: 'ssecast on node:http',
    node: true,
    path: `/${IDENTITY}`,
    clientPath: 'direct',
    start: () => startPlain('ssecast-node', 'ssecast.mjs'),
  },
  {
    name: 'ssecast-stream',
    title: 'ssecast on node:http, stream path',
    node: true,
    path: `/${IDENTITY}`,
    clientPath: 'stream',
    start: () => startPlain('ssecast-stream', 'ssecast.mjs', streamPath),
  },
  {
    name: 'ssecast-next-stream',
    title: 'ssecast in Next, stream path',
    node: true,
    next: true,
    path: `/ssecast${IDENTITY}`,
    clientPath: 'stream',
    start: () => startNext('ssecast-next-stream', streamPath),
  },
  {
    name: 'bare-route',
    title: 'bare route in Next',
    node: true,
    next: true,
    path: '/bare',
    start: () => startNext('bare-route'),
  },
];

export const titleOf = (name) => peers.find((peer) => peer.name === name).title;
