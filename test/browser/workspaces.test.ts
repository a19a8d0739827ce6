// The page of document 3 in examples/next-app, with two people.
import type { Page } from 'playwright-core';
import { writeToDemo } from './support/demo-data.js';
import type { ExampleApp } from './support/example-app.js';
import { isLive, type Visitor } from './support/people.js';
import { withTwoPeople } from './support/stage.js';

let app: ExampleApp;
let data: string;
let ada: Visitor;
let bo: Visitor;

withTwoPeople((stage) => {
  ({ app, data, ada, bo } = stage);
});

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();
const says = (page: Page, testId: string, text: string | RegExp) =>
  page.getByTestId(testId).getByText(text, { exact: true }).waitFor();
const channel = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Channels' }).getByRole('button', { name: `# ${name}` });

async function makeWorkspace(page: Page, name: string): Promise<string> {
  await page.goto(`${app.origin}/workspace`);
  await page.getByLabel('Name of a new workspace').fill(name);
  await press(page, 'Make a workspace');
  await page.waitForURL(/\/workspace\/[0-9a-f]{8}$/);
  await page.getByRole('heading', { name }).waitFor();
  await isLive(page);
  return page.url().split('/').at(-1) ?? '';
}

async function joinWorkspace(page: Page, id: string): Promise<void> {
  await page.goto(`${app.origin}/workspace/${id}`);
  await press(page, 'Join');
  await channel(page, 'general').waitFor();
  await isLive(page);
}

async function addChannel(page: Page, name: string): Promise<void> {
  await page.getByLabel('New channel').fill(name);
  await press(page, 'Add a channel');
  await channel(page, name).waitFor();
}

async function setTopic(page: Page, topic: string): Promise<void> {
  await page.getByLabel('Topic').fill(topic);
  await press(page, 'Save');
  await says(page, 'topic', topic);
}

test('channels are added, renamed and deleted; who was in one goes to the general one', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const id = await makeWorkspace(adas, 'Design');
  await joinWorkspace(bos, id);
  await addChannel(adas, 'ideas');
  await channel(bos, 'ideas').click();
  await says(bos, 'channel', '# ideas');
  // What Bo is typing is not overwritten by what Ada saves.
  await bos.getByLabel('Topic').fill('Half a sentence');
  await channel(adas, 'ideas').click();
  await adas.getByLabel('Name', { exact: true }).fill('plans');
  await press(adas, 'Save');
  await says(bos, 'channel', '# plans');
  expect(await bos.getByLabel('Topic').inputValue()).toBe('Half a sentence');

  await press(adas, 'Delete the channel');
  await says(bos, 'notice', 'plans was deleted. You are in general now.');
  await says(bos, 'channel', '# general');
  await says(adas, 'channel', '# general');
  await channel(bos, 'plans').waitFor({ state: 'detached' });
  expect(await bos.getByRole('button', { name: 'Delete the channel' }).count()).toBe(0);
});

test('who is online: each person once, with any number of windows', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const id = await makeWorkspace(adas, 'Online');
  await says(adas, 'online', 'Online: Ada');
  await joinWorkspace(bos, id);
  await Promise.all([adas, bos].map((page) => says(page, 'online', 'Online: Ada, Bo')));
  const another = await bo.open(`/workspace/${id}`);
  await says(another, 'online', 'Online: Ada, Bo');
  await bos.close();
  await another.reload();
  await says(another, 'online', 'Online: Ada, Bo');
  await another.close();
  await says(adas, 'online', 'Online: Ada');
});

test('a burst above the rate limit: refused, told, and sent again until all is made', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const id = await makeWorkspace(adas, 'Loud');
  await joinWorkspace(bos, id);
  await press(adas, 'Make 20 changes');
  await adas
    .getByTestId('burst')
    .getByText(/^Change \d+ was refused; sent again in \d+ ms\.$/)
    .waitFor();
  await adas
    .getByTestId('burst')
    .getByText(/^All 20 changes are made; [1-9]\d* were refused/)
    .waitFor();
  await Promise.all([adas, bos].map((page) => says(page, 'topic', 'Change 20 of 20')));
});

test('one connection for several workspaces: what happens in the others shows', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const [quiet, busy] = [await makeWorkspace(adas, 'Quiet'), await makeWorkspace(adas, 'Busy')];
  await joinWorkspace(bos, busy);
  await joinWorkspace(bos, quiet);
  let streams = 0;
  bos.on('request', (request) => {
    if (/\/api\/workspaces\/events/.test(request.url()) && request.method() === 'GET') streams += 1;
  });
  await bos.reload();
  await isLive(bos);
  await setTopic(adas, 'First');
  await setTopic(adas, 'Second');
  await bos.getByTestId(`unseen-${busy}`).getByText('2').waitFor();
  expect(await bos.getByTestId(`unseen-${quiet}`).count()).toBe(0);
  await bos.getByRole('link', { name: 'Busy' }).click();
  await says(bos, 'topic', 'Second');
  await bos.getByTestId(`unseen-${busy}`).waitFor({ state: 'detached' });
  await setTopic(adas, 'Third');
  await says(bos, 'topic', 'Third');
  expect(streams).toBe(1);
});

test('a member who was offline gets what was missed', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const id = await makeWorkspace(adas, 'Away');
  await joinWorkspace(bos, id);
  await press(bos, 'Go offline');
  await says(bos, 'offline', 'You are offline.');
  await setTopic(adas, 'While Bo was away');
  await addChannel(adas, 'new');
  expect(await channel(bos, 'new').count()).toBe(0);
  await press(bos, 'Come back');
  await channel(bos, 'new').waitFor();
  await says(bos, 'topic', 'While Bo was away');
  await says(bos, 'missed', 'Back with 2 events missed.');
});

test('who is no member hears and changes nothing', async () => {
  const [adas, bos] = [await ada.enter('/workspace'), await bo.enter('/workspace')];
  const id = await makeWorkspace(adas, 'Closed');
  const statuses = await bos.evaluate(
    async ([id]) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ name: 'mine' });
      const answers = await Promise.all([
        fetch(`/api/workspaces/events?channel=${encodeURIComponent(`workspace:${id}`)}`),
        fetch(`/api/workspaces/${id}/channels`, { method: 'POST', headers, body }),
      ]);
      return answers.map(({ status }) => status);
    },
    [id],
  );
  expect(statuses).toEqual([403, 403]);
  expect((await fetch(`${app.origin}/api/workspaces/events`)).status).toBe(401);
});

test('a server that restarts: the workspace recovers and loads what the gap covers', async () => {
  const adas = await ada.enter('/workspace');
  const id = await makeWorkspace(adas, 'Restarted');
  await app.stop();
  // No event tells of it: only a page that loads again shows it.
  writeToDemo(data, `UPDATE workspace_channels SET topic = 'By Cy' WHERE workspace_id = '${id}'`);
  await app.start();
  await adas.getByTestId('topic').getByText('By Cy').waitFor({ timeout: 30_000 });
  await isLive(adas);
  await addChannel(adas, 'afterwards');
});
