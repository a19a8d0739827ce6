import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { type DemoTab, openDemoTab } from './support/demo-tab.js';
import { type ExampleApp, startExampleApp } from './support/example-app.js';

let app: ExampleApp;
let browser: Browser;
let tab: DemoTab;

beforeAll(async () => {
  [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
beforeEach(async () => {
  tab = await openDemoTab(browser, app.origin);
});
afterEach(() => tab.close());

interface Focused {
  name: string;
  type: string;
  outline: string;
}

/** What has the focus, by its label or text. */
const focused = (): Promise<Focused> =>
  tab.page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    const label = element.labels?.[0]?.textContent ?? element.textContent ?? '';
    // The ring of a segment is drawn around its text.
    const drawn = element.type === 'radio' ? element.nextElementSibling : element;
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn as Element);
    return { name: label.trim(), type: element.type, outline: `${outlineStyle} ${outlineWidth}` };
  });

async function tabTo(name: string): Promise<Focused> {
  for (let presses = 0; presses < 40; presses += 1) {
    await tab.page.keyboard.press('Tab');
    const now = await focused();
    if (now.name === name) return now;
  }
  throw new Error(`Pressed Tab 40 times without reaching ${name}`);
}

test('an event is chosen, filled in and sent without a pointer', async () => {
  const { keyboard } = tab.page;
  await tabTo('Notification');
  await keyboard.press('ArrowRight');
  expect((await focused()).name).toBe('Update');
  await tabTo('Resource');
  await keyboard.press('Control+A');
  await keyboard.type('order');
  await tabTo('Everyone');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  expect((await focused()).name).toBe('Session');
  await tabTo('Send event');
  await keyboard.press('Enter');
  await tab.receives('order paid');

  await tabTo('Clear');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await tab.history().locator('details[open] pre').getByText('"order"').waitFor();
});

test('the first stop skips to the events', async () => {
  const { page } = tab;
  await page.keyboard.press('Tab');
  expect((await focused()).name).toBe('Skip to the events');
  await page.getByText('Skip to the events').waitFor({ state: 'visible' });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect((await focused()).name).toBe('Filter by text');
});

test('every stop shows that it has the focus, and has a name', async () => {
  const names = new Set<string>();
  for (;;) {
    await tab.page.keyboard.press('Tab');
    const now = await focused();
    if (names.has(now.name) && now.name === 'Skip to the events') break;
    if (await tab.page.evaluate(() => document.activeElement === document.body)) break;
    expect(now).toMatchObject({ name: expect.stringMatching(/\S/), outline: 'solid 2px' });
    names.add(now.name);
    expect(names.size).toBeLessThan(60);
  }
  expect(names.size).toBeGreaterThan(15);
});

test('the state of the connection is said by a polite live region', async () => {
  const region = tab.status();
  expect(await region.getAttribute('role')).toBe('status');
  await tab.page.getByRole('button', { name: 'Disconnect' }).press('Enter');
  await region.getByText('Disconnected').waitFor();
});
