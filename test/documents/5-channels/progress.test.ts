import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import { basicEndpoint } from './printed/basic-endpoint.js';
import { progress } from './printed/progress.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { ctx } = server;
const processItem = async (_item: string) => undefined;

basicEndpoint(server);
progress({ ...server, processItem });

afterAll(() => server.shutdown());

test('document 5, "Progress Updates": every step in order, then the completion', async () => {
  await server.listen();
  const page = server.page('user=7');
  const heard: { type: string; data: { taskId: string; percent?: number } }[] = [];
  const source = new page.EventSource('/subscribe');
  for (const name of ['taskProgress', 'taskComplete']) {
    source.addEventListener(name, ({ type, data }) => heard.push({ type, data: JSON.parse(data) }));
  }
  await eventually(() => ctx.core.sse.getClients().length === 1);
  const data = ['a', 'b', 'c'];
  const answer = await page.fetch('/process', { method: 'POST', body: JSON.stringify({ data }) });
  const { taskId } = (await answer.json()) as { taskId: string };
  await eventually(() => heard.length === 4);
  const progress = (current: number, percent: number) => ({
    type: 'taskProgress',
    data: { taskId, current, total: 3, percent },
  });
  expect(heard).toEqual([
    progress(1, 33),
    progress(2, 67),
    progress(3, 100),
    { type: 'taskComplete', data: { taskId, result: 'success' } },
  ]);
  page.leave();
});
