import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import { basicEndpoint } from './printed/basic-endpoint.js';
import { plugin } from './printed/notifications.js';

const server = new AppServer({ db: createDatabase<Tables>() });
basicEndpoint(server);

afterAll(() => server.shutdown());

test('document 5, "Live Notifications": two pages of the user show them and the badge', async () => {
  await server.listen();
  const pages = [server.page('user=7'), server.page('user=7')];
  const other = server.page('user=8');
  const heard = [...pages, other].map(({ EventSource }) => {
    const events: { type: string; data: unknown }[] = [];
    const source = new EventSource('/subscribe');
    for (const name of ['notification', 'unreadCount']) {
      source.addEventListener(name, ({ type, data }) =>
        events.push({ type, data: JSON.parse(data) }),
      );
    }
    return events;
  });
  await eventually(() => server.core.sse.getClients().length === 3);

  const notifications = await plugin.service({ core: server.core, db: server.db });
  const first = { title: 'Report', body: 'is approved', type: 'info' };
  const saved = await notifications.create(7, first);
  await notifications.create(7, { title: 'Report', body: 'is late', type: 'warning' });
  await notifications.markAsRead(7, saved.id);

  await eventually(() => heard.slice(0, 2).every(({ length }) => length === 3));
  for (const events of heard.slice(0, 2)) {
    expect(events[0]).toEqual({
      type: 'notification',
      data: { ...first, id: 1, createdAt: saved.createdAt },
    });
    expect(events.slice(1)).toMatchObject([
      { type: 'notification', data: { id: 2, body: 'is late' } },
      { type: 'unreadCount', data: { count: 1 } },
    ]);
  }
  expect(heard[2]).toEqual([]);
  for (const page of [...pages, other]) page.leave();
});
