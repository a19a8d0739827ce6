import { type DevApp, startDevApp } from '../support/dev-app.js';
import type { EventClient } from '../support/event-client.js';

/** What the app's code was when it published an event: the editions of its files. */
interface Tick {
  number: number;
  route: number;
  module: number;
}

const streamRoute = (edition: number) => `import '../../../lib/sse';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
const route = createSSERoute({ authorize: identityFromQuery });
export const { POST, OPTIONS } = route;
export async function GET(request: Request): Promise<Response> {
  const response = await route.GET(request);
  response.headers.set('X-Edition', '${edition}');
  return response;
}`;

const tickRoute = (edition: number) => `import { edition, sendMessage } from '../../../lib/sse';
export async function POST(request: Request): Promise<Response> {
  const { number } = await request.json();
  const data = { number, route: ${edition}, module: edition };
  const clients = sendMessage({ event: { event: 'tick', data } });
  const { registered, subscriptions } = globalThis as unknown as Record<string, number>;
  return Response.json({ ...data, clients, registered, subscriptions });
}`;

const sharedModule = (edition: number) => `import { initializeSSE } from 'ssecast/manager';
initializeSSE({ enableLogging: false, directPath: process.env.SSECAST_DIRECT_PATH !== '0' });
export { getStats, sendMessage, sendToSession } from 'ssecast/manager';
export const edition = ${edition};`;

const actionPage = (edition: number) => `import { sendMessage } from '../../lib/sse';
export const dynamic = 'force-dynamic';
async function act() {
  'use server';
  sendMessage({ event: { event: 'acted', data: ${edition} } });
}
export default function Page() {
  return <form action={act}><p>edition ${edition}</p><button type="submit">Act</button></form>;
}`;

/** Twice, because Next 16.4 runs the hook once a process: as if the edited file were evaluated again. */
const instrumentation = (
  edition: number,
) => `import * as ssecast from 'ssecast/next/instrumentation';
export async function register() {
  for (let times = 0; times < 2; times++) await ssecast.register();
  (globalThis as unknown as Record<string, number>).registered = ${edition};
}`;

const kPatience = 90_000;

describe.each([
  ['Turbopack', 'direct', []],
  ['Turbopack', 'stream', []],
  ['webpack', 'direct', ['--webpack']],
] as const)('next dev with %s on the %s path, while files are edited', (_name, path, args) => {
  let app: DevApp;
  /** Open from before the first edit until the end. */
  let old: EventClient;
  let published = 0;

  beforeAll(async () => {
    app = await startDevApp({
      args: [...args],
      env: { SSECAST_DIRECT_PATH: path === 'direct' ? '1' : '0' },
      files: {
        'app/api/sse/route.ts': streamRoute(1),
        'app/api/tick/route.ts': tickRoute(1),
        'app/act/page.tsx': actionPage(1),
        'lib/sse.ts': sharedModule(1),
        'instrumentation.ts': instrumentation(1),
      },
    });
    old = app.open();
    await old.next('connected');
    await tick();
  }, kPatience);

  afterAll(() => app?.stop(), kPatience);

  /** Publishes the next number through the app's own code. */
  async function tick() {
    const response = await app.request('/api/tick', {
      method: 'POST',
      body: JSON.stringify({ number: published + 1 }),
    });
    if (!response.ok) return undefined;
    published += 1;
    return (await response.json()) as Tick & Record<string, number>;
  }

  /** Publishes until the new code does it: before, while and after it is compiled. */
  async function tickUntil(isNew: (answer: Awaited<ReturnType<typeof tick>>) => unknown) {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const answer = await tick();
      if (await isNew(answer)) return;
      if (Date.now() > deadline) throw new Error(`The edit was not seen: ${app.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The stream of before has every number once and in order, and so has a new one from now on. */
  async function expectAlive(clients: number) {
    const fresh = app.open();
    await fresh.next('connected');
    expect(await tick()).toMatchObject({ clients: clients + 1 });
    const last = await fresh.next('tick');
    expect(JSON.parse(last.data).number).toBe(published);
    fresh.close();
    while (numbersOf(old).length < published) await old.next('tick');
    expect(numbersOf(old)).toEqual(Array.from({ length: published }, (_, index) => index + 1));
  }

  it(
    'the route of the stream',
    async () => {
      app.write('app/api/sse/route.ts', streamRoute(2));
      await tickUntil(async () => {
        const head = await app.request('/api/sse', { method: 'HEAD' });
        return head.headers.get('x-edition') === '2';
      });
      await expectAlive(1);
    },
    kPatience,
  );

  it(
    'the route that publishes',
    async () => {
      app.write('app/api/tick/route.ts', tickRoute(2));
      await tickUntil((answer) => answer?.route === 2);
      await expectAlive(1);
    },
    kPatience,
  );

  it(
    'a module that both import',
    async () => {
      app.write('lib/sse.ts', sharedModule(2));
      await tickUntil((answer) => answer?.module === 2);
      await expectAlive(1);
    },
    kPatience,
  );

  it(
    'a page with a Server Action',
    async () => {
      expect(await act(app)).toContain('edition 1');
      expect((await old.next('acted')).data).toBe('1');
      app.write('app/act/page.tsx', actionPage(2));
      await tickUntil(async () => (await pageOf(app)).includes('edition 2'));
      await act(app);
      expect((await old.next('acted')).data).toBe('2');
      await expectAlive(1);
    },
    kPatience,
  );

  it(
    'instrumentation.ts, and requests are still captured once',
    async () => {
      app.write('instrumentation.ts', instrumentation(2));
      app.write('lib/sse.ts', sharedModule(3));
      await tickUntil((answer) => answer?.module === 3);
      await expectAlive(1);
      expect(await tick()).toMatchObject({ subscriptions: 1 });
    },
    kPatience,
  );

  it('has the client of before, on its path, and no other', async () => {
    const { clients } = await (await app.request('/api/sse/stats')).json();
    expect(clients).toEqual({ total: 1, direct: 0, stream: 0, pending: 0, [path]: 1 });
  });
});

function numbersOf(client: EventClient): number[] {
  return client.events
    .filter(({ event }) => event === 'tick')
    .map(({ data }) => (JSON.parse(data) as Tick).number);
}

async function pageOf(app: DevApp): Promise<string> {
  return (await app.request('/act')).text();
}

/** Sends the form as a browser without JavaScript does. @returns the page as it was before */
async function act(app: DevApp): Promise<string> {
  const page = await pageOf(app);
  const action = /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`The page has no action: ${page}`);
  const form = new FormData();
  form.set(action, '');
  const answer = await app.request('/act', { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
  return page.replaceAll('<!-- -->', '');
}
