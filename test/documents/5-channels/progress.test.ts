import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { router } = server;
const ctx = { core: server.core };
const processItem = async (_item: string) => undefined;

router.route('subscribe').raw({
  handle: async (_req, ctx) => {
    const { client, response } = ctx.core.sse.addClient();
    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);
    return response;
  },
});

// Long-running task with progress
router.route('process').typed({
  handle: async (input: { data: string[] }, ctx) => {
    const taskId = crypto.randomUUID();

    // Start background processing
    ctx.core.jobs.enqueue('longProcess', {
      taskId,
      data: input.data,
      userId: ctx.user.id,
    });

    return { taskId };
  },
});

// In job handler
ctx.core.jobs.register('longProcess', async (data) => {
  const { taskId, data: items, userId } = data;
  const total = items.length;

  for (let i = 0; i < total; i++) {
    await processItem(items[i]);

    // Send progress update
    ctx.core.sse.broadcast(`user:${userId}`, 'taskProgress', {
      taskId,
      current: i + 1,
      total,
      percent: Math.round(((i + 1) / total) * 100),
    });
  }

  // Send completion
  ctx.core.sse.broadcast(`user:${userId}`, 'taskComplete', {
    taskId,
    result: 'success',
  });
});

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
