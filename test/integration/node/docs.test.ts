import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import path from 'node:path';
import { freePort } from '../support/next-server.js';

const root = path.resolve(__dirname, '../../..');
/** Inside the repository: there `ssecast` is what was built, and the frameworks are installed. */
const folder = path.join(root, 'build/node-docs');
const pem = path.join(__dirname, '../fixtures/localhost.pem');

/** The programs of the page, by the name in their first line. */
const programs = new Map(
  [
    ...readFileSync(path.join(root, 'docs/node.md'), 'utf8').matchAll(
      /```js\n\/\/ (\S+)\n(.*?)```/gs,
    ),
  ].map(([, name, text]) => [name as string, text as string]),
);

let child: ChildProcess | undefined;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of programs) writeFileSync(path.join(folder, name), text);
});

afterEach(async () => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ann = { Cookie: 'a=b; login=token-of-ann' };

it.each([
  ['http.mjs', httpRequest],
  ['express.mjs', httpRequest],
  ['fastify.mjs', httpRequest],
  ['http2.mjs', httpsRequest],
])('docs/node.md: %s', async (name, request) => {
  expect(programs.has(name)).toBe(true);
  const port = await freePort();
  child = spawn(process.execPath, [name], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), PEM: pem },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ask = async (method: string, headers: Record<string, string>, body?: string) => {
    const options = { port, host: '127.0.0.1', path: '/events', method, headers, agent: false };
    const sent = request({ ...options, rejectUnauthorized: false } as never);
    sent.end(body);
    const [response] = await once(sent, 'response');
    return response.setEncoding('utf8');
  };
  const status = async (...parameters: Parameters<typeof ask>) => {
    const response = await ask(...parameters);
    response.resume();
    return response.statusCode;
  };
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await status('GET', {}).catch(() => undefined);
    if (answer !== undefined) {
      expect(answer).toBe(401);
      break;
    }
    if (Date.now() > deadline) throw new Error(`${name} does not listen`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const stream = await ask('GET', ann);
  const text = readText(stream);
  await text.until('event: tick');
  const clientId = /"clientId":"([^"]+)"/.exec(text.sofar())?.[1];
  const join = JSON.stringify({ clientId, join: ['news:a'] });
  const json = { ...ann, 'Content-Type': 'application/json' };
  expect(await status('POST', json, join)).toBe(200);
  const secret = JSON.stringify({ clientId, join: ['secret'] });
  expect(await status('POST', json, secret)).toBe(403);

  const exited = once(child, 'exit');
  const ended = once(stream, 'end');
  child.kill('SIGTERM');
  await Promise.all([exited, ended]);
});

function readText(stream: NodeJS.ReadableStream) {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return {
    sofar: () => text,
    async until(part: string) {
      while (!text.includes(part)) await once(stream, 'data');
    },
  };
}
