// How the start page and the pages of documents 4 and 5 look: build/screenshots holds what to look at.
import type { Browser, Page } from 'playwright-core';
import type { ExampleApp } from './support/example-app.js';
import { listenTo, look } from './support/looks.js';
import { isLive, visit } from './support/people.js';
import { withExample } from './support/stage.js';

let app: ExampleApp;
let browser: Browser;

withExample((stage) => {
  ({ app, browser } = stage);
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
    expect([name, await unnamed(page)]).toEqual([name, []]);
    await page.close();
    expect(complaints).toEqual([]);
  }
  await ada.close();
});

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
