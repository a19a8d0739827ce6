// A Server Component's snapshot and the stream that goes on from it: examples/next-app/app/counter.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { writeToDemo } from './support/demo-data.js';
import type { ExampleApp } from './support/example-app.js';
import { withExample } from './support/stage.js';

let app: ExampleApp;
let browser: Browser;
let data: string;
let contexts: BrowserContext[];

withExample((stage) => {
  ({ app, browser, data } = stage);
});
beforeEach(() => {
  contexts = [];
});
afterEach(() => Promise.all(contexts.map((context) => context.close())));

async function newPage(): Promise<Page> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

async function openCounter(): Promise<Page> {
  const page = await newPage();
  await page.goto(`${app.origin}/counter`);
  await page.getByTestId('status').getByText('Live').waitFor();
  return page;
}

const countOf = async (page: Page) => Number(await page.getByTestId('count').textContent());
const addOne = (page: Page) => page.getByRole('button', { name: 'Add one' }).click();

/** Waits until the page shows the number. */
async function shows(page: Page, count: number): Promise<void> {
  await page.getByTestId('count').getByText(String(count), { exact: true }).waitFor();
}

test('what one tab adds, the other shows', async () => {
  const [here, there] = [await openCounter(), await openCounter()];
  const before = await countOf(here);
  for (let i = 1; i <= 3; i++) {
    await addOne(here);
    await Promise.all([shows(here, before + i), shows(there, before + i)]);
  }
});

test('what is added while the page loads is neither lost nor counted twice', async () => {
  const other = await openCounter();
  const before = await countOf(other);
  const page = await newPage();
  // The stream is asked for long after the server has rendered the number.
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/api/live*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${app.origin}/counter`);
  await shows(page, before);
  await addOne(other);
  await shows(other, before + 1);
  await addOne(other);
  await shows(other, before + 2);
  expect(await countOf(page)).toBe(before);
  letThrough();
  await shows(page, before + 2);
  await addOne(other);
  await shows(page, before + 3);
});

test('what is added while an open connection joins the channel is neither lost nor counted twice', async () => {
  const other = await openCounter();
  const before = await countOf(other);
  const page = await newPage();
  await page.goto(`${app.origin}/tasks`);
  await page.getByLabel('Name').fill('Ada');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('[data-testid="status"][data-status="open"]').waitFor();
  // The link keeps the connection, and the request to join the counter comes late.
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const asked: string[] = [];
  await page.route('**/api/live*', async (route) => {
    asked.push(route.request().method());
    await held;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Counter' }).click();
  await shows(page, before);
  await addOne(other);
  await shows(other, before + 1);
  letThrough();
  await shows(page, before + 1);
  await addOne(other);
  await shows(page, before + 2);
  expect(asked).toEqual(['POST']);
});

test('after a gap the page loads again', async () => {
  const page = await openCounter();
  const before = await countOf(page);
  await addOne(page);
  await shows(page, before + 1);
  // Another process, without the history: no event can bring the new number.
  await app.stop();
  writeToDemo(data, 'UPDATE counter SET count = 1000');
  await app.start();
  await page.getByTestId('status').getByText('Live').waitFor({ timeout: 30_000 });
  await shows(page, 1000);
  await addOne(page);
  await shows(page, 1001);
});
