import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { type DemoTab, openDemoTab } from './support/demo-tab.js';
import { type ExampleApp, startExampleApp } from './support/example-app.js';

let app: ExampleApp;
let browser: Browser;
let here: DemoTab;
let there: DemoTab;

beforeAll(async () => {
  [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
beforeEach(async () => {
  here = await openDemoTab(browser, app.origin);
  there = await here.another();
});
afterEach(async () => {
  const complaints = [...here.complaints, ...there.complaints];
  await here.close();
  expect(complaints).toEqual([]);
});

async function postToSession(tab: DemoTab, sessionId: string, message: string) {
  const form = tab.page.getByRole('region', { name: 'From a Server Action' });
  await form.getByLabel('Message').fill(message);
  await form.getByLabel('Session').fill(sessionId);
  await form.getByRole('button', { name: 'Send to session' }).click();
  return form.getByRole('status');
}

test('each tab has a session of its own', () => {
  expect(here.sessionId).toMatch(/^tab-[a-z0-9]{4}$/);
  expect(there.sessionId).not.toBe(here.sessionId);
});

test("a Server Action's event reaches the tab it names, and no other", async () => {
  const result = await postToSession(here, there.sessionId, 'Only for you');
  await result.getByText('Sent to 1 client.').waitFor();
  await there.receives('ada: Only for you');

  // Every client sees one order: what comes after an event of all tabs has come, or never will.
  await here.page.getByRole('button', { name: 'Send event' }).click();
  await Promise.all([here.receives('Report approved'), there.receives('Report approved')]);
  expect(await here.history().getByText('ada: Only for you').count()).toBe(0);
  expect(await there.history().getByText('ada: Only for you').count()).toBe(1);
});

test('a session that nobody has is told as such', async () => {
  const result = await postToSession(here, 'tab-none', 'Hello?');
  await result.getByText('No tab of this browser has the session tab-none.').waitFor();
});

test('a Server Action refuses to send to the session of another caller', async () => {
  const stranger = await openDemoTab(browser, app.origin);
  const refused = `No tab of this browser has the session ${here.sessionId}.`;
  const result = await postToSession(stranger, here.sessionId, 'From a stranger');
  await result.getByText(refused).waitFor();

  // One who claims the name of the session has a session of that name, and not this one.
  await takeSession(stranger, here.sessionId);
  await postToSession(stranger, here.sessionId, 'From an impostor');
  await stranger.receives('From an impostor');
  // Nor does it help to be nobody.
  await stranger.page.context().clearCookies();
  await postToSession(stranger, here.sessionId, 'From nobody');
  await result.getByText(refused).waitFor();

  await here.page.getByRole('button', { name: 'Send event' }).click();
  await here.receives('Report approved');
  expect(await here.history().getByText('From ').count()).toBe(0);
  expect(stranger.complaints).toEqual([]);
  await stranger.close();
});

test('nothing but the browser and the server can know its cookie', async () => {
  const [cookie] = await here.page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await here.page.evaluate(() => document.cookie)).toBe('');
  // Nor may a cache give one browser's cookie to the next.
  const { headers } = await fetch(`${app.origin}/sse-demo`);
  expect(headers.get('Set-Cookie')).toContain(`${cookie?.name}=`);
  expect(headers.get('Cache-Control')).toContain('no-store');
});

async function takeSession(tab: DemoTab, sessionId: string) {
  await tab.page.getByLabel('Session').first().fill(sessionId);
  await tab.page.getByRole('button', { name: 'Apply' }).click();
  await tab.page.waitForFunction((id) => document.title.startsWith(id), sessionId);
  await tab.receives('connected');
}

test("a session's event reaches both tabs of the session", async () => {
  await takeSession(there, here.sessionId);
  const result = await postToSession(here, here.sessionId, 'For both of you');
  await result.getByText('Sent to 2 clients.').waitFor();
  await Promise.all([here.receives('For both of you'), there.receives('For both of you')]);
});

test('the page shows that both clients are on the direct path', async () => {
  const figure = (name: string) => here.page.getByTestId(`figure-${name}`);
  await figure('Direct path').getByText('2', { exact: true }).waitFor();
  await figure('Clients').getByText('2', { exact: true }).waitFor();
  await figure('Stream path').getByText('0', { exact: true }).waitFor();
});
