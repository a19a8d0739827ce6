import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { type DemoTab, openDemoTab } from './support/demo-tab.js';
import { type ExampleApp, startExampleApp } from './support/example-app.js';

const folder = path.resolve(__dirname, '../../build/screenshots');

let app: ExampleApp;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function fill(tab: DemoTab) {
  for (const kind of ['System', 'Update', 'Custom', 'Notification']) {
    await tab.choose(kind);
    await tab.page.getByRole('button', { name: 'Send event' }).click();
    await tab.page.getByText(/^Sent \w+ to 1 client\.$/).waitFor();
  }
  await tab.receives('Report approved');
  // The figures are asked for every other second.
  await tab.page.waitForResponse('**/api/sse/stats');
}

const looks = [
  ['light', 1440],
  ['light', 390],
  ['dark', 1440],
  ['dark', 390],
] as const;

test.each(looks)('%s at %d px: in bounds, at rest, without complaints', async (scheme, width) => {
  const viewport = { width, height: 900 };
  const tab = await openDemoTab(browser, app.origin, { colorScheme: scheme, viewport });
  await tab.page.screenshot({ path: path.join(folder, `${scheme}-${width}-start.png`) });
  await fill(tab);
  await tab.page.screenshot({
    path: path.join(folder, `${scheme}-${width}.png`),
    fullPage: true,
    animations: 'disabled',
  });
  const measured = await tab.page.evaluate(async () => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // What moved without the user's doing, as browsers add it up for Core Web Vitals.
    shift: await new Promise<number>((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          hadRecentInput: boolean;
          value: number;
        })[]) {
          if (!entry.hadRecentInput) sum += entry.value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 100);
    }),
    background: getComputedStyle(document.body).backgroundColor,
  }));
  await tab.close();
  expect(measured.overflow).toBeLessThanOrEqual(0);
  expect(measured.shift).toBeLessThan(0.01);
  expect(measured.background).toBe(scheme === 'light' ? 'rgb(245, 244, 239)' : 'rgb(21, 21, 20)');
  expect(tab.complaints).toEqual([]);
});
