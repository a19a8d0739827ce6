// The app of docs/start.md and docs/tasks, as it is printed there, in Chromium.
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { buildDocsApp, type DocsApp, startDocsApp, writeDocsApp } from './support/docs-app.js';

let app: DocsApp;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  expect(writeDocsApp()).toEqual(
    expect.arrayContaining(['lib/live.ts', 'app/api/sse/route.ts', 'app/orders/page.tsx']),
  );
  buildDocsApp();
  [app, browser] = await Promise.all([startDocsApp(), launchBrowser()]);
}, 180_000);
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const isStream = (response: Response) => response.url().includes('/api/sse');

/** A page of a user. */
async function visit(user: string, address: string): Promise<Page> {
  const page = await pageOf(user);
  await page.goto(app.origin + address);
  return page;
}

/** The same once its stream is answered. @param status of the answer */
async function open(user: string, address: string, status = 200): Promise<Page> {
  const page = await pageOf(user);
  const answered = page.waitForResponse(isStream);
  await page.goto(app.origin + address);
  expect((await answered).status()).toBe(status);
  return page;
}

async function pageOf(user: string): Promise<Page> {
  const context = await browser.newContext();
  contexts.push(context);
  await context.addCookies([{ name: 'user', value: user, url: app.origin }]);
  return context.newPage();
}

test('notify a user from a Server Action: their pages, and no others', async () => {
  const [ada, bo] = [await open('ada', '/approve'), await open('bo', '/approve')];
  await ada.getByRole('button', { name: 'Approve the report of Bo' }).click();
  await bo.getByRole('status').getByText('Your report is approved').waitFor();
  expect(await ada.getByRole('status').textContent()).toBe('');
});

test('a list with initial data that stays up to date', async () => {
  const [ada, bo] = [await open('ada', '/orders'), await open('bo', '/orders')];
  await bo.getByRole('listitem').getByText('Tea').waitFor();
  for (const item of ['Coffee', 'Milk']) {
    await ada.getByLabel('Item').fill(item);
    await ada.getByRole('button', { name: 'Order' }).click();
    await bo.getByRole('listitem').getByText(item).waitFor();
  }
  for (const page of [ada, bo]) {
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['Tea', 'Coffee', 'Milk']);
  }
});

test('a chat room, and who is in it', async () => {
  const ada = await open('ada', '/rooms/5');
  await ada.getByText('Here: Ada', { exact: true }).waitFor();
  const bo = await open('bo', '/rooms/5');
  const other = await open('bo', '/rooms/6');
  await ada.getByText('Here: Ada, Bo', { exact: true }).waitFor();
  await bo.getByText('Here: Ada, Bo', { exact: true }).waitFor();
  await bo.getByLabel('Message').fill('Hello');
  await bo.getByRole('button', { name: 'Send' }).click();
  await ada.getByText('Bo: Hello').waitFor();
  expect(await other.getByRole('listitem').count()).toBe(0);
  await bo.close();
  await ada.getByText('Here: Ada', { exact: true }).waitFor();
  // A page that opens later shows what was said.
  await (await open('bo', '/rooms/5')).getByText('Bo: Hello').waitFor();
});

test('a chat room during a restart of the server: no names, and then those that are there again', async () => {
  const [ada, bo] = [await open('ada', '/rooms/5'), await open('bo', '/rooms/5')];
  const both = ada.getByText('Here: Ada, Bo', { exact: true });
  await both.waitFor();
  await app.stop();
  await both.waitFor({ state: 'detached' });
  expect(await ada.getByText('Here:').count()).toBe(0);
  await bo.close();
  app = await startDocsApp(app);
  await ada.getByText('Here: Ada', { exact: true }).waitFor();
});

test('a room that the rule refuses', async () => {
  await open('cy', '/rooms/5', 403);
});

test('the progress of a task', async () => {
  const ada = await visit('ada', '/report');
  await ada.getByRole('button', { name: 'Make the report' }).click();
  await ada.locator('progress[value="100"]').waitFor();
});

test('revoke a user', async () => {
  const bo = await open('bo', '/approve');
  const ada = await visit('ada', '/members');
  const refused = bo.waitForResponse((response) => response.status() === 401);
  await ada.getByRole('button', { name: 'Remove Bo' }).click();
  expect((await refused).url()).toContain('/api/sse');
});
