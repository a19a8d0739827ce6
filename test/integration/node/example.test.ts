import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type EventClient, openEventClient } from '../support/event-client.js';

const root = path.resolve(__dirname, '../../..');
/** Where `ssecast` is the packed package that examples/next-app has installed. */
const folder = path.join(root, 'build/node-http');

let child: ChildProcess;
let port: number;
const clients: EventClient[] = [];

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'examples/node-http/server.mjs'), path.join(folder, 'server.mjs'));
  symlinkSync('../../examples/next-app/node_modules', path.join(folder, 'node_modules'));
  child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  port = Number(new URL(String(line).trim()).port);
});

afterAll(async () => {
  for (const client of clients) client.close();
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

const request = (where: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${port}${where}`, init);

/** A browser that has opened the page, and its stream. */
async function visit() {
  const page = await request('/');
  expect(await page.text()).toContain('<h1>Notes</h1>');
  const Cookie = String(page.headers.getSetCookie()[0]?.split(';')[0]);
  const client = openEventClient(port, { path: '/events', headers: { Cookie } });
  clients.push(client);
  await client.next('connected');
  const write = async (query: string) =>
    (await request(`/notes?${query}`, { method: 'POST', headers: { Cookie } })).text();
  return { client, write };
}

it('examples/node-http sends notes to everyone or to one browser, and ends when it is told to', async () => {
  const ann = await visit();
  const bob = await visit();
  expect(await ann.write('text=mine&to=me')).toBe('1\n');
  expect(await ann.write('text=hello')).toBe('2\n');
  expect(JSON.parse((await ann.client.next('note')).data)).toEqual({ text: 'mine', own: true });
  for (const { client } of [ann, bob]) {
    expect(JSON.parse((await client.next('note')).data)).toEqual({ text: 'hello', own: false });
  }
  expect((await request('/events')).status).toBe(401);
  expect((await request('/notes?text=x', { method: 'POST' })).status).toBe(401);
  const foreign = { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } };
  expect((await request('/notes?text=x', foreign)).status).toBe(403);
  expect((await request('/other')).status).toBe(404);
  expect((await request('//?')).status).toBe(404);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.all([exited, ann.client.ended, bob.client.ended]);
  expect(ann.client.finished && bob.client.finished).toBe(true);
});
