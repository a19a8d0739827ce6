// The page of document 1 in examples/next-app, with two people.
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

/** @returns the page that shows it, and its id */
async function makeBoard(visitor: Visitor, title: string): Promise<[Page, string]> {
  const page = await visitor.enter('/retrospective');
  await page.getByLabel('Title of a new board').fill(title);
  await press(page, 'Make a board');
  await page.waitForURL(/\/retrospective\/[0-9a-f]{8}$/);
  await isLive(page);
  return [page, page.url().split('/').at(-1) ?? ''];
}

async function addNote(page: Page, text: string): Promise<void> {
  await page.getByLabel('Note: went well').first().fill(text);
  await press(page, 'Add to went well');
}

const note = (page: Page, text: string) => page.getByTestId('item').filter({ hasText: text });
const hasVotes = (page: Page, text: string, votes: number) =>
  note(page, text).getByTestId('votes').getByText(String(votes), { exact: true }).waitFor();

test('a board: notes, votes, actions and the title are the same in both windows', async () => {
  const [adas, id] = await makeBoard(ada, 'Sprint 12');
  const bos = await bo.open(`/retrospective/${id}`);
  await addNote(adas, 'Quick reviews');
  await note(bos, 'Quick reviews').getByText('by Ada').waitFor();

  await press(bos, 'Vote for Quick reviews');
  await press(adas, 'Vote for Quick reviews');
  await Promise.all([adas, bos].map((page) => hasVotes(page, 'Quick reviews', 2)));
  await press(bos, 'Vote for Quick reviews');
  await Promise.all([adas, bos].map((page) => hasVotes(page, 'Quick reviews', 1)));

  await press(bos, 'Edit Quick reviews');
  await bos.getByLabel('Note', { exact: true }).fill('Very quick reviews');
  await press(bos, 'Save');
  await hasVotes(adas, 'Very quick reviews', 1);

  await bos.getByLabel('Action', { exact: true }).fill('Keep them small');
  await press(bos, 'Add an action');
  await adas.getByLabel('Keep them small', { exact: true }).click();
  await bos.locator('[data-testid=action] input:checked').waitFor();
  await press(adas, 'Delete Keep them small');
  await bos.getByTestId('action').waitFor({ state: 'detached' });

  await press(adas, 'Rename');
  await adas.getByLabel('Title', { exact: true }).fill('Sprint 13');
  await press(adas, 'Save');
  await bos.getByRole('heading', { name: 'Sprint 13' }).waitFor();
  await press(adas, 'Delete Very quick reviews');
  await note(bos, 'Very quick reviews').waitFor({ state: 'detached' });

  // What the windows show is what was stored.
  await bos.reload();
  await bos.getByRole('heading', { name: 'Sprint 13' }).waitFor();
  expect(await bos.getByTestId('item').count()).toBe(0);
});

test('several boards side by side: joined and left on one connection', async () => {
  const [adas, first] = await makeBoard(ada, 'First board');
  const [, second] = await makeBoard(ada, 'Second board');
  await adas.close();
  const bos = await bo.enter('/retrospective');
  let streams = 0;
  bos.on('request', (request) => {
    const isStream = request.url().includes('/api/retrospective/events');
    if (isStream && request.method() === 'GET') streams += 1;
  });
  await bos.goto(`${app.origin}/retrospective?boards=${first}`);
  await isLive(bos);
  const board = (id: string) => bos.getByTestId(`board-${id}`);
  const counts = (text: string) => bos.getByTestId('connections').getByText(text).waitFor();
  await counts('1 connection of yours for 1 board.');

  await bos.getByRole('link', { name: 'Open here: Second board' }).click();
  await board(second).waitFor();
  await counts('1 connection of yours for 2 boards.');

  const [one, other] = [
    await ada.open(`/retrospective/${first}`),
    await ada.open(`/retrospective/${second}`),
  ];
  await addNote(one, 'On the first');
  await addNote(other, 'On the second');
  await board(first).getByTestId('item').getByText('On the first').waitFor();
  await board(second).getByTestId('item').getByText('On the second').waitFor();
  expect(await bos.getByTestId('item').count()).toBe(2);

  await bos.getByRole('link', { name: 'Close: First board' }).click();
  await board(first).waitFor({ state: 'detached' });
  await counts('1 connection of yours for 1 board.');
  await addNote(other, 'Still there');
  await board(second).getByTestId('item').getByText('Still there').waitFor();
  expect(streams).toBe(1);
});

test('what is added while a board is being joined is there', async () => {
  const [adas, first] = await makeBoard(ada, 'Open already');
  const [, second] = await makeBoard(ada, 'Joined late');
  await adas.close();
  await bo.enter('/retrospective');
  const bos = await bo.open(`/retrospective?boards=${first}`);
  const other = await ada.open(`/retrospective/${second}`);
  // The page is rendered, and the server does not yet know that the stream is to carry this board.
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await bos.route('**/api/retrospective/events', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await bos.getByRole('link', { name: 'Open here: Joined late' }).click();
  const board = bos.getByTestId(`board-${second}`);
  await board.waitFor();
  await addNote(other, 'Between the two');
  await note(other, 'Between the two').waitFor();
  expect(await board.getByTestId('item').count()).toBe(0);
  letThrough();
  await board.getByTestId('item').getByText('Between the two').waitFor();
});

test('the API refuses what it cannot take, and who is nobody', async () => {
  const [adas, id] = await makeBoard(ada, 'Refused');
  const call = (method: string, url: string, body?: object) =>
    adas.evaluate(
      async ([method, url, body]) => {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(url as string, { method: method as string, headers, body });
        return [response.status, await response.json()];
      },
      [method, url, body && JSON.stringify(body)] as [string, string, string | undefined],
    );
  const items = `/api/retrospective/${id}/items`;
  expect(await call('POST', items, { side: 'up', content: 'x' })).toEqual([
    400,
    { error: "Expected side to be 'well' or 'improve'." },
  ]);
  const [status] = await call('POST', items, { side: 'well', content: 'x'.repeat(201) });
  expect(status).toBe(400);
  expect((await call('DELETE', `${items}/999999`))[0]).toBe(404);
  expect(
    (await call('POST', '/api/retrospective/none/items', { side: 'well', content: 'x' }))[0],
  ).toBe(404);
  const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
  expect((await fetch(`${app.origin}${items}`, options)).status).toBe(401);
  const channel = encodeURIComponent('session:none');
  expect((await call('GET', `/api/retrospective/events?channel=${channel}`))[0]).toBe(403);
});

test('a server that restarts: the board recovers and loads what the gap covers', async () => {
  const [adas, id] = await makeBoard(ada, 'Restarted');
  await app.stop();
  // No event tells of it: only a page that loads again shows it.
  writeToDemo(
    data,
    `INSERT INTO retrospective_items (session_id, side, content, author)
     VALUES ('${id}', 'improve', 'Written meanwhile', 'Cy')`,
  );
  await app.start();
  await note(adas, 'Written meanwhile').waitFor({ timeout: 30_000 });
  await isLive(adas);
  await addNote(adas, 'And on we go');
  await note(adas, 'And on we go').waitFor();
});
