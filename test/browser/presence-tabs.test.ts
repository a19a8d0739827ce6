// Members in tabs that share a connection, with the hook as it is published. Needs dist/.
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';
import {
  closeAll,
  type EventServer,
  eventually,
  serveEvents,
  silent,
} from '../integration/support/server.js';
import { launchBrowser } from './support/browser.js';

const page = `
  import { createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  import { createPresence } from './react/index.js';

  const { usePresence } = createPresence({ url: '/events', tabs: 'shared', reconnectInterval: 100 });
  function Room() {
    const { members, isConnected, error } = usePresence('room:5');
    const text = isConnected ? members.map(({ userId }) => userId).join() : 'Connecting';
    return createElement('p', null, error ?? text);
  }
  createRoot(document.querySelector('main')).render(createElement(Room));
`;

let browser: Browser;
let app: EventServer;
let live: Broadcaster;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: path.resolve(__dirname, '../../dist/esm/lib') },
    ...{ bundle: true, splitting: true, write: false, format: 'esm', outdir: '/' },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const files = new Map(outputFiles.map(({ path: file, text }) => [file, text]));
  const presence = { channels: ['room'], grace: 500 };
  live = createBroadcaster({ name: 'presence-tabs', logger: silent, presence });
  const events = createSSEHandler({
    authorize: ({ headers }) => ({ userId: /user=(\w+)/.exec(headers.cookie ?? '')?.[1] }),
    broadcaster: live,
    channels: () => true,
  });
  app = await serveEvents((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/events') {
      void events(request, response);
      return;
    }
    const script = files.get(pathname);
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(
      script ?? '<!doctype html><main></main><script type="module" src="/stdin.js"></script>',
    );
  });
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
});
afterAll(async () => {
  await browser?.close();
  await closeAll(live, app);
});

async function visitor(user: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  contexts.push(context);
  await context.addCookies([{ name: 'user', value: user, url: app.origin }]);
  return context;
}

async function open(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(app.origin);
  return tab;
}

const shows = (tab: Page, users: string) => tab.getByText(users, { exact: true }).waitFor();

test('tabs that share a connection show the same members, also after the one that held it has closed', async () => {
  const ann = await visitor('ann');
  const first = await open(ann);
  await shows(first, 'ann');
  const second = await open(ann);
  await shows(second, 'ann');
  expect(live.stats().clients.total).toBe(1);
  const bob = await visitor('bob');
  await shows(await open(bob), 'ann,bob');
  await Promise.all([first, second].map((tab) => shows(tab, 'ann,bob')));
  await first.close();
  const third = await open(ann);
  await Promise.all([second, third].map((tab) => shows(tab, 'ann,bob')));
  await bob.close();
  await Promise.all([second, third].map((tab) => shows(tab, 'ann')));
  expect(live.stats().clients.total).toBe(1);
  await ann.close();
  await eventually(() => live.stats().presence?.members === 0);
});
