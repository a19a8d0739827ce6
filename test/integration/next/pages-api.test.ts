import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { nextProgram } from '../support/example-copy.js';
import { type NextServer, startNextServer } from '../support/next-server.js';

/** Inside the example, so that it finds the installed package where an app has it. */
const folder = path.resolve(__dirname, '../../../examples/next-app/.next-pages');

/** Milliseconds for a build on a busy machine. */
const kPatience = 180_000;

const files = {
  'package.json': '{ "type": "module" }',
  'next.config.mjs': `import path from 'node:path';
import { withSSECast } from 'ssecast/next/config';
const root = path.resolve(import.meta.dirname, '..');
export default withSSECast({ turbopack: { root }, outputFileTracingRoot: root });`,
  'lib/live.js': `import { createBroadcaster } from 'ssecast';
export const live = () => createBroadcaster({ directPath: process.env.SSECAST_DIRECT_PATH !== '0' });`,
  'lib/handler.js': `import { createSSEHandler } from 'ssecast/node';
import { live } from './live';
// With what Next gives besides Node's request: its cookies and its query.
export const handler = createSSEHandler({
  authorize: ({ cookies, query }, response) => {
    live();
    response.setHeader('X-Query', query.tab ?? 'none');
    return cookies.user === undefined ? undefined : { userId: cookies.user };
  },
  channels: (channel) => channel === 'news',
});`,
  'pages/api/sse/index.js': `import { handler } from '../../../lib/handler';
export default handler;`,
  'pages/api/sse/raw.js': `import { handler } from '../../../lib/handler';
export const config = { api: { bodyParser: false, responseLimit: false } };
export default handler;`,
  'pages/api/sse/stats.js': `import { live } from '../../../lib/live';
export default (request, response) => response.json(live().stats());`,
  'pages/api/sse/test.js': `import { live } from '../../../lib/live';
export default ({ body }, response) => response.json(live().publish('all', body));`,
};

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  await promisify(execFile)(process.execPath, [nextProgram, 'build'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' },
  });
}, kPatience);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['direct', 'stream'] as const)('pages/api of Next on the %s path', (on) => {
  let server: NextServer;

  beforeAll(async () => {
    const program = { folder, program: [nextProgram, 'start'] };
    server = await startNextServer(program, {
      SSECAST_DIRECT_PATH: on === 'direct' ? '1' : '0',
    });
  }, kPatience);

  afterAll(() => server?.stop());

  const ann = { Cookie: 'user=ann' };

  it.each(['/api/sse', '/api/sse/raw'])(
    '%s streams, resumes, and joins channels',
    async (route) => {
      const headers = { ...ann, 'Accept-Encoding': 'gzip, br' };
      const client = server.open({ path: `${route}?tab=2`, headers });
      const { clientId } = JSON.parse((await client.next('connected')).data);
      expect(client.head).toContain('x-query: 2\r\n');
      expect(client.head).not.toContain('content-encoding');
      expect((await server.stats()).clients).toMatchObject({ total: 1, [on]: 1 });
      const { id } = await server.send({ event: 'a', data: 1 });
      await server.send({ event: 'a', data: 'é'.repeat(50_000) });
      expect((await client.next('a')).data).toBe('1');
      expect(JSON.parse((await client.next('a')).data)).toHaveLength(50_000);
      const answer = await server.request(route, {
        method: 'POST',
        headers: { ...ann, 'Content-Type': 'application/json' },
        body: JSON.stringify({ clientId, join: ['news'] }),
      });
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { joined: ['news'], left: [], cursor: expect.stringMatching(/^\d+-\d+$/) },
      ]);
      const resumed = server.open({
        path: route,
        headers: { ...ann, 'Last-Event-ID': String(id) },
      });
      const connected = JSON.parse((await resumed.next('connected')).data);
      expect(connected).toMatchObject({ resumed: true, replayed: 1, gap: false });
      client.close();
      resumed.close();
      let total = 2;
      while (total > 0) ({ total } = (await server.stats()).clients);
    },
  );

  it('refuses with a status', async () => {
    expect((await server.request('/api/sse')).status).toBe(401);
    expect((await server.request('/api/sse', { method: 'PUT', headers: ann })).status).toBe(405);
    expect((await server.request('/api/sse?channel=x', { headers: ann })).status).toBe(403);
    const head = await server.request('/api/sse', { method: 'HEAD', headers: ann });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const site = { ...ann, 'Sec-Fetch-Site': 'cross-site' };
    expect((await server.request('/api/sse', { headers: site })).status).toBe(403);
    expect((await server.stats()).clients.total).toBe(0);
  });

  it('ends the stream when the process is told to', async () => {
    const client = server.open({ headers: ann });
    await client.next('connected');
    await server.end();
    await client.ended;
  });
});
