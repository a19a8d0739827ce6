// examples/redis-two-processes: two instances of the example behind nginx, and one of them ends.
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../integration/support/server.js';
import { launchBrowser } from './support/browser.js';
import { listenTo, look } from './support/looks.js';
import { isLive, type Visitor, visit } from './support/people.js';
import { startTwoProcesses, type TwoProcesses } from './support/two-processes.js';

let demo: TwoProcesses;
let browser: Browser;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startTwoProcesses(), launchBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

async function openInstances(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ colorScheme });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(`${demo.origin}/instances`);
  await isLive(page);
  await page.getByTestId('served').getByText('process').waitFor();
  await alive(page, 2);
  return page;
}

const textOf = async (page: Page, id: string) => (await page.getByTestId(id).textContent()) ?? '';
const numberOf = async (page: Page, id: string) => Number(await textOf(page, id));

/** Waits until the page lists so many instances that live. */
const alive = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-alive="true"]').length === wanted,
    count,
  );

/** Waits until another process writes the stream of the page. */
const moves = (page: Page, from: string) =>
  page.waitForFunction(
    (before) => document.querySelector('[data-testid="served"]')?.textContent !== before,
    from,
  );

const started = () => [...demo.output().matchAll(/instance \w is process (\d+)/g)];

async function endInstance(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `End instance ${name}` }).click();
}

async function missNothing(page: Page): Promise<void> {
  const figures = ['missed', 'repeated', 'gaps'] as const;
  const shown = await Promise.all(figures.map(async (id) => [id, await numberOf(page, id)]));
  expect(Object.fromEntries(shown)).toEqual({ missed: 0, repeated: 0, gaps: 0 });
}

test('an instance ends: its windows go on at the other, and miss nothing', async () => {
  const pages = [await openInstances(), await openInstances('dark')] as const;
  const [one, two] = pages;
  const complaints = pages.map(listenTo);
  for (let turn = 1; turn <= 2; turn++) {
    const served = await textOf(one, 'served');
    const received = await numberOf(one, 'received');
    await endInstance(two, served.charAt(0));
    await moves(one, served);
    expect(await numberOf(one, 'moves')).toBe(turn);
    await alive(one, 1);
    await look(one, 'instances-one-ended', 'light', 1280);
    const count = await numberOf(two, 'count');
    await one.getByRole('button', { name: 'Add one' }).click();
    for (const page of pages) {
      await page
        .getByTestId('count')
        .getByText(String(count + 1), { exact: true })
        .waitFor();
    }
    // The runner starts it again, as another process.
    for (const page of pages) await alive(page, 2);
    expect(await one.getByTestId('instance').allTextContents()).not.toContain(served);
    expect(await numberOf(one, 'received')).toBeGreaterThan(received + 5);
    for (const page of pages) await missNothing(page);
  }
  await look(one, 'instances', 'light', 1280);
  await look(two, 'instances', 'dark', 1280);
  await one.setViewportSize({ width: 390, height: 900 });
  await look(one, 'instances', 'light', 390);
  // Chromium reports the streams that broke.
  const others = complaints.flat().filter((text) => !text.includes('net::ERR_'));
  expect(others).toEqual([]);
  for (const page of pages) await page.context().close();
});

describe('the other pages', () => {
  let ada: Visitor;
  let bo: Visitor;

  beforeEach(async () => {
    ada = await visit(browser, demo.origin, 'Ada');
    bo = await visit(browser, demo.origin, 'Bo');
  });
  afterEach(() => Promise.all([ada.close(), bo.close()]));

  test('show what either instance sends', async () => {
    const path = '/documents/shared';
    await bo.enter('/dashboard');
    const boards = [await ada.open('/dashboard'), await bo.open('/dashboard')] as const;
    const documents = [await ada.open(path), await bo.open(path)] as const;
    const counters = [await ada.open('/counter'), await bo.open('/counter')] as const;
    const orders = await numberOf(boards[0], 'orders');
    const count = await numberOf(counters[0], 'count');
    for (let at = 0; at < 4; at++) {
      const [from, to]: [0 | 1, 0 | 1] = at % 2 === 0 ? [0, 1] : [1, 0];
      await boards[from].getByRole('button', { name: 'Place an order' }).click();
      await counters[from].getByRole('button', { name: 'Add one' }).click();
      await documents[from].getByLabel('Paragraph 1').fill(`Edit ${at}`);
      await documents[from].getByRole('button', { name: 'Save' }).click();
      const shows = (page: Page, id: string, text: number) =>
        page.getByTestId(id).getByText(String(text), { exact: true }).waitFor();
      for (const page of boards) await shows(page, 'orders', orders + at + 1);
      for (const page of counters) await shows(page, 'count', count + at + 1);
      await documents[to].waitForFunction(
        (text) => document.querySelector('textarea')?.value === text,
        `Edit ${at}`,
      );
    }
    await boards[0].getByLabel('To').selectOption({ label: 'Bo' });
    await boards[0].getByLabel('Text').fill('Across instances');
    await boards[0].getByRole('button', { name: 'Notify' }).click();
    await boards[1].getByTestId('toast').getByText('Across instances').waitFor();
    await boards[1].getByRole('button', { name: 'Mark as read' }).click();
    await boards[1].getByTestId('unread').getByText('0', { exact: true }).waitFor();
  });

  test('a task goes on when one instance after the other ends', async () => {
    const tasks = await ada.open('/tasks');
    const instances = await openInstances();
    await tasks.getByRole('button', { name: 'Start' }).click();
    await tasks.getByTestId('task').getByText('10 %').waitFor();
    for (const name of ['a', 'b']) {
      const before = started().length;
      await endInstance(instances, name);
      await alive(instances, 1);
      // The page may lose sight of the other instance, and find it again.
      // It drains, waits for 5 s, and starts Next.
      await eventually(() => started().length > before, 45_000);
      await alive(instances, 2);
    }
    await tasks.getByTestId('task').getByText('Done').waitFor();
    await tasks.getByRole('status').getByText('is done').waitFor();
    await instances.context().close();
  }, 150_000);
});

test('Ctrl+C ends all programs of the demo', async () => {
  const processes = started();
  expect(processes.length).toBeGreaterThanOrEqual(6);
  expect(await demo.stop()).toBe(0);
  for (const [, id] of processes) expect(() => process.kill(Number(id), 0)).toThrow('ESRCH');
  await expect(fetch(demo.origin)).rejects.toThrow();
});
