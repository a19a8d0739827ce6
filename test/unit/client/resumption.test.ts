import { connection, cursors, events, gaps, open, server } from './support/open.js';
import { until } from './support/until.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

const connected = (id: string, more: object = {}) =>
  `retry: 10\nid: ${id}\nevent: connected\ndata: ${JSON.stringify({ clientId: 'c', ...more })}\n\n`;
const tick = (id: string) => `id: ${id}\nevent: tick\ndata: 1\n\n`;
const gapNotice = (from: string, to: string) =>
  `id: ${to}\nevent: gap\ndata: ${JSON.stringify({ from, to })}\n\n`;

const ticks = () => events.filter(({ event }) => event === 'tick').map(({ id }) => id);
const settled = () => new Promise((resolve) => setTimeout(resolve, 40));

test('the first request brings the cursor; then its own counts', async () => {
  await open(
    (visit, number) => {
      visit.stream(number === 1 ? connected('5-1', { resumed: true }) + tick('6-1') : '');
      if (number === 1) visit.response.end();
    },
    { cursor: '5-1' },
  );
  connection.connect();
  await until(() => server.visits.length === 2);
  expect(cursors()).toEqual(['5-1', '6-1']);
});

test('a first connection that fails keeps the cursor', async () => {
  await open(
    (visit, number) => (number < 3 ? visit.response.writeHead(503).end() : visit.stream()),
    {
      cursor: '5-1',
      reconnectInterval: 0,
      maxReconnectAttempts: 1,
    },
  );
  connection.connect();
  await until(() => connection.getSnapshot().status === 'closed');
  connection.connect();
  await until(() => connection.getSnapshot().status === 'open');
  expect(cursors()).toEqual(['5-1', '5-1', '5-1']);
});

test('a connection that brings nothing keeps the cursor of the one before', async () => {
  await open((visit, number) => {
    visit.stream(number === 1 ? connected('5-1') : ': hello\n\n');
    if (number < 3) visit.response.end();
  });
  connection.connect();
  await until(() => server.visits.length === 3);
  expect(cursors()).toEqual([undefined, '5-1', '5-1']);
});

test.each([
  ['a reconnect', {}, 2],
  ['a first connection with a cursor', { cursor: '5-1' }, 1],
])('%s that the history cannot serve tells one gap', async (_name, options, last) => {
  await open((visit, number) => {
    if (number === last) {
      visit.stream(connected('9-1', { resumed: false, gap: true }) + gapNotice('5-1', '9-1'));
      return;
    }
    visit.stream(connected('5-1', { resumed: false, gap: false }));
    visit.response.end();
  }, options);
  connection.connect();
  await until(() => events.at(-1)?.event === 'gap');
  expect(gaps).toEqual([{ from: '5-1', to: '9-1' }]);
  expect(events.slice(-2).map(({ event }) => event)).toEqual(['connected', 'gap']);
});

test('a gap is told with connected, whether or not the event follows', async () => {
  await open((visit) => visit.stream(connected('9-1', { gap: true })), { cursor: '5-1' });
  connection.connect();
  await until(() => events.length === 1);
  expect(gaps).toEqual([{ from: '5-1', to: '9-1' }]);
});

test('each gap of an open stream is told, too', async () => {
  await open((visit) =>
    visit.stream(
      connected('5-1', { gap: false }) + gapNotice('5-1', '7-1') + gapNotice('7-1', '9-1'),
    ),
  );
  connection.connect();
  await until(() => events.length === 3);
  expect(gaps).toEqual([
    { from: '5-1', to: '7-1' },
    { from: '7-1', to: '9-1' },
  ]);
});

test('a server that starts anew: the gap is told, and its own ids count', async () => {
  await open((visit, number) => {
    if (number === 1) visit.stream(connected('5-1') + tick('6-1'));
    else if (number === 2)
      visit.stream(connected('800-1', { gap: true }) + gapNotice('6-1', '800-1') + tick('801-1'));
    else visit.stream();
    if (number < 3) visit.response.end();
  });
  connection.connect();
  await until(() => server.visits.length === 3);
  expect(cursors()).toEqual([undefined, '6-1', '801-1']);
  expect(gaps).toEqual([{ from: '6-1', to: '800-1' }]);
});

test('what disconnect() leaves of a chunk comes with connect(), once', async () => {
  await open((visit, number) =>
    visit.stream(
      number === 1
        ? `${connected('5-1') + tick('6-1') + tick('7-1')}: cursor 8-1\n\n`
        : connected('6-1', { resumed: true }) + tick('7-1'),
    ),
  );
  connection.listen({
    onMessage: ({ id, event }) => id === '6-1' && event === 'tick' && connection.disconnect(),
  });
  connection.connect();
  await until(() => connection.getSnapshot().status === 'closed');
  await settled();
  expect(ticks()).toEqual(['6-1']);
  expect(connection.getSnapshot().lastEvent?.id).toBe('6-1');
  connection.connect();
  await until(() => ticks().length === 2);
  expect(cursors()).toEqual([undefined, '6-1']);
  expect(ticks()).toEqual(['6-1', '7-1']);
  const shown = connection.getSnapshot().events.filter(({ event }) => event === 'tick');
  expect(shown.map(({ id }) => id)).toEqual(['6-1', '7-1']);
});
