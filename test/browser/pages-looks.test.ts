// How the start page and the pages of documents 4 and 5 look: build/screenshots holds what to look at.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ExampleApp } from './support/example-app.js';
import { isLive, visit } from './support/people.js';
import { withExample } from './support/stage.js';

const folder = path.resolve(__dirname, '../../build/screenshots');

let app: ExampleApp;
let browser: Browser;

withExample((stage) => {
  ({ app, browser } = stage);
  mkdirSync(folder, { recursive: true });
});

const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click();

/** Each page with something on it. */
const pages: readonly [string, string, (page: Page) => Promise<void>][] = [
  [
    'dashboard',
    '/dashboard',
    async (page) => {
      await page.getByLabel('To').selectOption({ label: 'Ada' });
      await page.getByLabel('Text').fill('Deployments on a Friday afternoon need two people');
      await press(page, 'Notify');
      await page.getByTestId('toast').getByText('Deployments on a Friday').waitFor();
      await page.getByRole('button', { name: 'Mark as read' }).first().waitFor();
    },
  ],
  ['document', '/documents/looks', async (page) => page.getByLabel('Paragraph 1').focus()],
  [
    'tasks',
    '/tasks',
    async (page) => {
      await press(page, 'Start');
      await page.getByTestId('task').first().waitFor();
    },
  ],
  [
    'connections',
    '/connections',
    (page) => page.getByTestId('channel').filter({ hasText: 'connections:ada' }).waitFor(),
  ],
];

const looks = [
  ['light', 1440],
  ['light', 390],
  ['dark', 1440],
  ['dark', 390],
] as const;

test.each(looks)('%s at %d px: in bounds, named, without complaints', async (scheme, width) => {
  const viewport = { width, height: 900 };
  const ada = await visit(browser, app.origin, 'Ada', { colorScheme: scheme, viewport });
  await (await ada.enter('/dashboard')).close();

  const start = await ada.context.newPage();
  await start.goto(app.origin);
  await look(start, 'home', scheme, width);
  for (const [name, address, prepare] of pages) {
    const page = await ada.context.newPage();
    const complaints = listenTo(page);
    await page.goto(app.origin + address);
    await isLive(page);
    await prepare(page);
    await look(page, name, scheme, width);
    expect(complaints).toEqual([]);
  }
  await ada.close();
});

async function look(page: Page, name: string, scheme: string, width: number): Promise<void> {
  await page.screenshot({
    path: path.join(folder, `${name}-${scheme}-${width}.png`),
    fullPage: true,
    animations: 'disabled',
  });
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
  expect([name, overflow]).toEqual([name, 0]);
  expect([name, await unnamed(page)]).toEqual([name, []]);
  await page.close();
}

/** The controls of a page for which a screen reader would have no name. */
function unnamed(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a, button, input, select, textarea')]
      .filter((control) => {
        const labels = (control as HTMLInputElement).labels;
        const name =
          control.getAttribute('aria-label') ||
          [...(labels ?? [])].map((label) => label.textContent).join('') ||
          (control.matches('a, button') ? control.textContent : '');
        return control.getAttribute('type') !== 'hidden' && !name?.trim();
      })
      .map((control) => control.outerHTML),
  );
}

function listenTo(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
