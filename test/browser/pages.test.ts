// The pages of documents 4 and 5 in examples/next-app, each with two people.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { writeToDemo } from './support/demo-data.js';
import { type ExampleApp, startExampleApp } from './support/example-app.js';
import { isLive, type Visitor, visit } from './support/people.js';

const data = mkdtempSync(path.join(tmpdir(), 'ssecast-pages-'));

let app: ExampleApp;
let browser: Browser;
let ada: Visitor;
let bo: Visitor;

beforeAll(async () => {
  // The server that the tests start inherits it.
  process.env.SSECAST_DEMO_DATA = data;
  [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  delete process.env.SSECAST_DEMO_DATA;
  rmSync(data, { recursive: true, force: true });
});
beforeEach(async () => {
  ada = await visit(browser, app.origin, 'Ada');
  bo = await visit(browser, app.origin, 'Bo');
});
afterEach(() => Promise.all([ada.close(), bo.close()]));

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

  await bos.close();
  await reads(adas, 'here', 'Nobody else is here.');
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

  await Promise.all([dashboard, text].map((page) => isLive(page)));
  await press(dashboard, 'Place an order');
  await reads(dashboard, 'orders', String(orders + 2));
});
