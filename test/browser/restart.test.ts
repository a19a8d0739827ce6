import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { type DemoTab, openDemoTab } from './support/demo-tab.js';
import { type ExampleApp, startExampleApp } from './support/example-app.js';

let app: ExampleApp;
let browser: Browser;
let tab: DemoTab;

beforeAll(async () => {
  [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
  tab = await openDemoTab(browser, app.origin);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test('a server that restarts is found again, and the page says so meanwhile', async () => {
  await app.stop();
  await tab.status().getByText('Reconnecting').waitFor();
  await tab.page.getByText(/reconnecting in \d+\.\d s\./).waitFor();
  await app.start();
  await tab.status().getByText('Connected', { exact: true }).waitFor({ timeout: 30_000 });

  await tab.page.getByRole('button', { name: 'Send event' }).click();
  await tab.receives('Report approved');
  expect(await tab.history().getByText('connected', { exact: true }).count()).toBe(2);
  // Chromium itself reports requests that failed while there was no server.
  const others = tab.complaints.filter((text) => !text.includes('net::ERR_'));
  expect(others).toEqual([]);
});
