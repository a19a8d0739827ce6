// The pages of documents 4 and 5 in examples/next-app, each with two people.
import type { Browser, Page } from 'playwright-core';
import { openEventClient } from '../integration/support/event-client.js';
import { writeToDemo } from './support/demo-data.js';
import type { ExampleApp } from './support/example-app.js';
import { isLive, type Visitor, visit } from './support/people.js';
import { withTwoPeople } from './support/stage.js';

let app: ExampleApp;
let browser: Browser;
let data: string;
let ada: Visitor;
let bo: Visitor;

withTwoPeople((stage) => {
  ({ app, browser, data, ada, bo } = stage);
});

const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click();
const reads = (page: Page, testId: string, text: string) =>
  page.getByTestId(testId).getByText(text, { exact: true }).first().waitFor();

test('document 4, the dashboard: figures for everybody, notifications for one', async () => {
  const bos = await bo.open('/dashboard');
  const [here, there] = [await ada.open('/dashboard'), await ada.open('/dashboard')];
  const orders = Number(await here.getByTestId('orders').textContent());
  await press(bos, 'Place an order');
  await Promise.all([here, there, bos].map((page) => reads(page, 'orders', String(orders + 1))));

  // Bo's page is older than Ada's name.
  await bos.reload();
  await isLive(bos);
  await bos.getByLabel('To').selectOption({ label: 'Ada' });
  await bos.getByLabel('Text').fill('Report approved');
  await press(bos, 'Notify');
  await Promise.all([here, there].map((page) => reads(page, 'unread', '1')));
  await reads(here, 'toast', 'Report approved');
  expect(await bos.getByTestId('unread').textContent()).toBe('0');

  await press(here, 'Mark as read: Report approved');
  await Promise.all([here, there].map((page) => reads(page, 'unread', '0')));
  await there.getByRole('button', { name: 'Mark as read' }).waitFor({ state: 'detached' });
});

test('document 5, the document: nobody writes over somebody else', async () => {
  const [adas, bos] = [await ada.open('/documents/test'), await bo.open('/documents/test')];
  await reads(adas, 'here', 'Also here: Bo');
  await reads(bos, 'here', 'Also here: Ada');
  const first = (page: Page) => page.getByLabel('Paragraph 1');

  await first(bos).fill('What Bo wants');
  await first(adas).fill('What Ada wants');
  await press(adas, 'Save');
  await reads(bos, 'theirs', 'What Ada wants');
  expect(await first(bos).inputValue()).toBe('What Bo wants');
  await press(bos, 'Keep mine');
  await adas.getByText('Paragraph 1, by Bo').waitFor();
  expect(await first(adas).inputValue()).toBe('What Bo wants');

  await first(bos).fill('What Bo wants next');
  await first(adas).fill('What Ada saves first');
  await press(adas, 'Save');
  await press(bos, 'Take theirs');
  await bos.getByTestId('theirs').waitFor({ state: 'detached' });
  expect(await first(bos).inputValue()).toBe('What Ada saves first');
  expect(await bos.getByRole('button', { name: 'Save' }).count()).toBe(0);

  await bos.close();
  await reads(adas, 'here', 'Nobody else is here.');
});

test('the dashboard misses and doubles nothing that happens while it loads', async () => {
  const bos = await bo.open('/dashboard');
  const orders = Number(await bos.getByTestId('orders').textContent());
  await (await ada.enter('/dashboard')).close();
  await bos.reload();
  await isLive(bos);
  // The stream is asked for long after the server has rendered the figures and the notifications.
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const asked: string[] = [];
  await ada.context.route('**/api/live*', async (route) => {
    asked.push(new URL(route.request().url()).search);
    await held;
    await route.continue();
  });
  const adas = await ada.enter('/dashboard');
  const unread = Number(await adas.getByTestId('unread').textContent());
  await reads(adas, 'orders', String(orders));
  await press(bos, 'Place an order');
  await reads(bos, 'orders', String(orders + 1));
  await bos.getByLabel('To').selectOption({ label: 'Ada' });
  await bos.getByLabel('Text').fill('While you came');
  await press(bos, 'Notify');
  await bos.getByText('Sent to Ada.').waitFor();
  expect(await adas.getByTestId('orders').textContent()).toBe(String(orders));
  letThrough();
  await reads(adas, 'orders', String(orders + 1));
  await reads(adas, 'unread', String(unread + 1));
  expect(await adas.getByRole('button', { name: 'Mark as read: While you came' }).count()).toBe(1);
  // Figures and notifications share one connection, which begins where both were rendered.
  expect(asked).toEqual([expect.stringMatching(/channel=dashboard/)]);
});

test('a cookie of nobody and a name of nothing are not let in', async () => {
  const { port } = new URL(app.origin);
  const dashboard = await ada.open('/dashboard');
  const counter = await ada.open('/counter');
  const streams = [
    ['live?channel=dashboard', 403],
    ['live?channel=document:test', 403],
    ['live?channel=user:ada', 403],
    ['live?channel=user:nobody', 403],
    ['connections/sse', 401],
  ] as const;
  for (const Cookie of ['', 'ssecast-demo-person=nobody', `ssecast-demo-person=' OR 1=1 --`]) {
    for (const [name, status] of streams) {
      const answer = await fetch(`${app.origin}/api/${name}`, { headers: { Cookie } });
      await answer.body?.cancel();
      expect([name, Cookie, answer.status]).toEqual([name, Cookie, status]);
    }
    // Such a visitor may read the counter alone, later as well as at first.
    const path = '/api/live?channel=counter';
    const stranger = openEventClient(Number(port), { path, headers: { Cookie } });
    const { clientId } = JSON.parse((await stranger.next('connected')).data);
    for (const channel of ['dashboard', 'document:test', 'user:ada', 'user:nobody']) {
      const answer = await fetch(`${app.origin}/api/live`, {
        method: 'POST',
        headers: { Cookie, 'Content-Type': 'application/json' },
        body: JSON.stringify({ clientId, join: [channel] }),
      });
      expect([answer.status, (await answer.json()).channel]).toEqual([403, channel]);
    }
    await press(dashboard, 'Place an order');
    await dashboard.getByLabel('Text').fill(`For Ada alone, not for ${Cookie}`);
    await press(dashboard, 'Notify');
    await reads(dashboard, 'toast', `For Ada alone, not for ${Cookie}`);
    await press(counter, 'Add one');
    await stranger.next('added');
    expect(stranger.events.map(({ event }) => event)).toEqual(['connected', 'added']);
    stranger.close();
  }
  for (const name of ['', '   ', '!?']) {
    const body = new URLSearchParams({ name, back: '/tasks' });
    const url = `${app.origin}/api/person`;
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(/^ssecast-demo-person=;.*Max-Age=0$/);
  }
});

test('the page of another site puts nobody out and announces nobody', async () => {
  const adas = await ada.open('/documents/refused');
  await bo.enter('/tasks');
  const headers = { Cookie: 'ssecast-demo-person=bo', 'Sec-Fetch-Site': 'cross-site' };
  for (const name of ['connections/sse', 'live?channel=document:refused']) {
    const answer = await fetch(`${app.origin}/api/${name}`, { headers });
    await answer.body?.cancel();
    expect([name, answer.status]).toEqual([name, 403]);
  }
  // A change of channels is no arrival either.
  const own = { Cookie: 'ssecast-demo-person=bo', 'Content-Type': 'application/json' };
  const answer = await fetch(`${app.origin}/api/live`, {
    method: 'POST',
    headers: own,
    body: '{"clientId":"none","join":["document:refused"]}',
  });
  expect(answer.status).toBe(404);
  const cy = await visit(browser, app.origin, 'Cy');
  await cy.open('/documents/refused');
  // Events come in order: with Cy's arrival everything before it is here.
  await reads(adas, 'here', 'Also here: Cy');
  await cy.close();
});

test('document 5, tasks: progress in all windows, over a reload, of this person only', async () => {
  const [here, there, bos] = [
    await ada.open('/tasks'),
    await ada.open('/tasks'),
    await bo.open('/tasks'),
  ];
  await press(here, 'Start');
  await Promise.all([here, there].map((page) => page.getByTestId('task').first().waitFor()));
  await here.reload();
  await Promise.all([here, there].map((page) => reads(page, 'task', 'Done')));
  expect(await bos.getByTestId('task').count()).toBe(0);
});

test('document 5, connections: the sixth window takes the place of the oldest', async () => {
  const windows: Page[] = [];
  // Six connections are all that a browser opens to one host over HTTP/1.1: a context has one pool.
  for (let i = 0; i < 5; i++) windows.push(await ada.open('/connections'));
  const again = await visit(browser, app.origin, 'Ada');
  windows.push(await again.open('/connections'));
  const [oldest, ...others] = windows as [Page, ...Page[]];
  await oldest.getByText('A newer window has taken the place of this one.').waitFor();
  for (const page of others) await isLive(page);
  const own = others[4]?.getByTestId('channel').filter({ hasText: 'connections:ada' });
  await own?.getByText('5', { exact: true }).waitFor();
  await again.close();
});

test('a server that restarts: the pages recover and load what the gap covers', async () => {
  const [dashboard, text] = [await ada.open('/dashboard'), await bo.open('/documents/restart')];
  const tasks = await ada.open('/tasks');
  await tasks.getByRole('textbox', { name: 'Task' }).fill('Interrupted');
  await press(tasks, 'Start');
  const task = tasks.getByTestId('task').filter({ hasText: 'Interrupted' });
  await task.waitFor();
  const orders = Number(await dashboard.getByTestId('orders').textContent());
  await app.stop();
  // No event tells of these: only a page that loads again shows them.
  writeToDemo(data, "INSERT INTO orders (customer, total, created_at) VALUES ('Cy', 1000, 0)");
  writeToDemo(
    data,
    `UPDATE paragraphs SET text = 'By Cy', version = 2, edited_by = 'Cy'
         WHERE document_id = 'restart' AND id = 2`,
  );
  await app.start();
  await reads(dashboard, 'orders', String(orders + 1));
  await text.getByText('Paragraph 2, by Cy').waitFor();
  expect(await text.getByLabel('Paragraph 2').inputValue()).toBe('By Cy');

  // What the old process left unfinished, the new one goes on with.
  await task.getByText('Done').waitFor();

  await Promise.all([dashboard, text].map((page) => isLive(page)));
  await press(dashboard, 'Place an order');
  await reads(dashboard, 'orders', String(orders + 2));
});
