import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import type { Page } from '../support/page.js';
import { collaboration } from './printed/collaboration.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const saved: unknown[] = [];
const saveDocumentChanges = async (docId: string, changes: string[]) =>
  void saved.push({ docId, changes });
const checkDocumentAccess = async (userId: number, _docId: string) => userId < 10;

collaboration({ ...server, checkDocumentAccess, saveDocumentChanges });

const pages: Page[] = [];

afterAll(async () => {
  for (const page of pages) page.leave();
  await server.shutdown();
});

test('document 5, "Collaborative Features": join notices and changes, for who has access', async () => {
  await server.listen();
  const join = async (user: number) => {
    const page = server.page(`user=${user}`);
    pages.push(page);
    const heard: { type: string; data: unknown }[] = [];
    const source = new page.EventSource('/document/d1/live');
    for (const name of ['userJoined', 'documentChanged']) {
      source.addEventListener(name, ({ type, data }) =>
        heard.push({ type, data: JSON.parse(data) }),
      );
    }
    await eventually(() => heard.length > 0);
    return { page, heard };
  };
  const joined = (userId: number) => ({
    type: 'userJoined',
    data: { userId, name: `user ${userId}` },
  });
  const ann = await join(1);
  const bob = await join(2);
  const stranger = server.page('user=10');
  pages.push(stranger);
  expect((await stranger.fetch('/document/d1/live')).status).toBe(403);

  const answer = await ann.page.fetch('/document/d1/edit', {
    method: 'POST',
    body: JSON.stringify({ changes: ['a', 'b'] }),
  });
  expect(await answer.json()).toEqual({ success: true });
  expect(saved).toEqual([{ docId: 'd1', changes: ['a', 'b'] }]);
  await eventually(() => ann.heard.length === 3 && bob.heard.length === 2);
  const changed = {
    type: 'documentChanged',
    data: { changes: ['a', 'b'], userId: 1, timestamp: expect.any(Number) },
  };
  expect(ann.heard).toEqual([joined(1), joined(2), changed]);
  expect(bob.heard).toEqual([joined(2), changed]);
});
