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

const button = (name: string) => tab.page.getByRole('button', { name, exact: true });
const sendForm = () => tab.page.getByRole('region', { name: 'Send an event' });
const send = () => button('Send event').click();

const kinds = [
  ['Notification', 'notification', 'Report approved – It is ready to be sent out.'],
  ['Update', 'update', 'invoice paid {"number":1042}'],
  ['System', 'system', 'maintenance {"minutes":10}'],
  ['Custom', 'cursor_moved', '{"x":120,"y":48}'],
] as const;

describe.each(['Everyone', 'User', 'Session', 'Client'])('to %s', (target) => {
  test.each(kinds)('%s', async (kind, event, headline) => {
    await tab.choose(kind);
    await tab.choose(target);
    await send();
    await sendForm().getByRole('status').getByText(`Sent ${event} to 1 client.`).waitFor();
    await tab.receives(headline);
    const latest = tab.page.getByTestId('latest');
    await latest.getByText(event, { exact: true }).waitFor();
    expect(await latest.locator('time').textContent()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    expect(tab.complaints).toEqual([]);
  });
});

test("the client's own id is filled in", async () => {
  await tab.choose('Client');
  const own = await tab.page.getByTestId('client-id').textContent();
  expect(own).toMatch(/^\S{10,}$/);
  expect(await tab.page.getByLabel('Id of the client').inputValue()).toBe(own);
});

test('a target that nobody has is told as such', async () => {
  await tab.choose('User');
  await tab.page.getByLabel('Id of the user').fill('nobody');
  await send();
  await sendForm().getByText('No client belongs to user nobody, so nobody received it.').waitFor();
});

test('data that is not JSON is refused at its field', async () => {
  await tab.choose('Custom');
  const field = tab.page.getByLabel('Data, as JSON');
  await field.fill('{ x: 1 }');
  await send();
  await tab.page.getByText('Expected JSON, for instance {"x": 1}.').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
});

test("what the server refuses is shown in the server's words", async () => {
  await tab.choose('Custom');
  await tab.page.getByLabel('Event', { exact: true }).fill('error');
  await send();
  await sendForm().getByText("which collides with the browser's own events").waitFor();
});

test('the history can be filtered by event and by text, and cleared', async () => {
  await send();
  await tab.receives('Report approved');
  await tab.choose('System');
  await send();
  await tab.receives('maintenance');

  const rows = tab.history().locator('li');
  await tab.page.getByLabel('Filter by event').selectOption('system');
  expect(await rows.count()).toBe(1);
  await tab.page.getByLabel('Filter by event').selectOption('All events');
  await tab.page.getByLabel('Filter by text').fill('APPROVED');
  expect(await rows.count()).toBe(1);
  await tab.page.getByText('1 of 3').waitFor();

  await tab.page.getByLabel('Filter by text').fill('nowhere');
  await tab.page.getByText('No event matches').waitFor();
  await button('Show all of them').click();
  expect(await rows.count()).toBe(3);

  await button('Clear').click();
  await tab.page.getByText('Nothing here yet').waitFor();
});

test('a row opens to everything the event carried', async () => {
  await send();
  await tab.receives('Report approved');
  const row = tab.history().locator('li').first();
  await row.locator('summary').click();
  const shown = JSON.parse((await row.locator('pre').textContent()) ?? '');
  expect(shown).toMatchObject({ event: 'notification', data: { title: 'Report approved' } });
  expect(shown.id).toBe(`${shown.timestamp}-${shown.id.split('-')[1]}`);
});

test('what is sent while disconnected arrives after connecting', async () => {
  await button('Disconnect').click();
  await tab.status().getByText('Disconnected').waitFor();
  await tab.choose('System');
  await send();
  await button('Connect').click();
  await tab.status().getByText('Connected', { exact: true }).waitFor();
  await tab.receives('maintenance');
  await tab.receives('Resumed; 1 missed event follows');
});

test('Reconnect opens a new connection', async () => {
  const id = tab.page.getByTestId('client-id');
  const before = await id.textContent();
  await button('Reconnect').click();
  await tab.page.waitForFunction(
    (old) => document.querySelector('[data-testid="client-id"]')?.textContent !== old,
    before,
  );
  await tab.status().getByText('Connected', { exact: true }).waitFor();
  await tab.receives('Resumed; nothing was missed');
});

test('the start page leads to the demo', async () => {
  await tab.page.goto(app.origin);
  await tab.page.getByRole('main').getByRole('link', { name: 'Events' }).click();
  await tab.page.waitForURL('**/sse-demo');
});
