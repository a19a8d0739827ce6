import { allowAll, get, later, live, logger, post } from './support.js';

const authorize = async (_request: Request) => ({ userId: 'ann', metadata: { name: 'Ann' } });
const { GET, POST } = live.route({ authorize, allow: allowAll });
const told: string[] = [];
let stops: (() => void)[] = [];

beforeEach(() => {
  stops = [
    live.onJoin('room:[id]', ({ id }, { userId }) => void told.push(`${userId} joined ${id}`)),
    live.onLeave('room:[id]', ({ id }, { userId }) => void told.push(`${userId} left ${id}`)),
  ];
});
afterEach(async () => {
  live.all.disconnect();
  await later();
  for (const stop of stops) stop();
  told.length = 0;
});

it('are called for the channels that a client connects with, and when it is gone', async () => {
  await GET(get('orders', 'room:5', 'room:6', 'room:lobby'));
  expect(told).toEqual([]);
  await later();
  expect(told).toEqual(['ann joined 5', 'ann joined 6']);
  live.user('ann').disconnect();
  await later();
  expect(told.slice(2)).toEqual(['ann left 5', 'ann left 6']);
});

it('are called for channels that a client joins and leaves by POST, once each', async () => {
  await GET(get('room:5'));
  const clientId = live.clients()[0]?.id;
  await POST(post({ clientId, join: ['room:5', 'room:6'], leave: ['room:8'] }));
  await POST(post({ clientId, leave: ['room:6'] }));
  await later();
  expect(told).toEqual(['ann joined 5', 'ann joined 6', 'ann left 6']);
});

it('are called for subscribe and unsubscribe of the broadcaster', async () => {
  await GET(get());
  const clientId = live.clients()[0]?.id as string;
  live.broadcaster.subscribe(clientId, 'room:7');
  live.broadcaster.subscribe(clientId, 'room:7');
  live.broadcaster.unsubscribe(clientId, 'room:7');
  live.broadcaster.unsubscribe(clientId, 'room:7');
  await later();
  expect(told).toEqual(['ann joined 7', 'ann left 7']);
});

it('are called once, though a module that adds them is evaluated again', async () => {
  const again = jest.fn();
  const stop = live.onJoin('room:[id]', again);
  await GET(get('room:5'));
  await later();
  expect([told, again.mock.calls.length]).toEqual([[], 1]);
  expect(again.mock.calls[0]?.[1]).toMatchObject({ userId: 'ann', metadata: { name: 'Ann' } });
  // One that was replaced removes nothing.
  stops[0]?.();
  live.all.disconnect();
  await GET(get('room:5'));
  await later();
  expect(again).toHaveBeenCalledTimes(2);
  stop();
});

it('that fail are logged, and break nothing', async () => {
  live.onJoin('room:[id]', () => {
    throw new Error('on purpose');
  });
  live.onJoin('room:lobby', async () => Promise.reject(new Error('later')));
  await GET(get('room:5', 'room:lobby'));
  await later();
  expect(logger.error.mock.calls.map(([text]) => text)).toEqual([
    'ssecast: a listener of onJoin failed',
    'ssecast: a listener of onJoin failed',
  ]);
  live.onJoin('room:lobby', () => undefined)();
});

it.each([
  ['a channel that matches, and is no pattern', 'room:5', 'room:[id]'],
  ['no channel', undefined, 'undefined'],
])('%s is refused', (_what, pattern, message) => {
  expect(() => live.onJoin(pattern as 'room:[id]', () => undefined)).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_CHANNEL',
      message: expect.stringContaining(message),
    }),
  );
  expect(() => live.onLeave('room:[id]', 5 as never)).toThrow(/a function for listener/);
});
