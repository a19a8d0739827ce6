import { gapOf } from '../../../lib/client/stream/gap.js';
import { createLog } from '../../../lib/client/stream/log.js';

const event = (id: string | undefined, name = 'tick', data: unknown = 0) => ({
  id: id ?? '',
  event: name,
  data,
  timestamp: 1,
});
function covered(from: string, limit: number, ...events: ReturnType<typeof event>[]) {
  const log = createLog(from, limit);
  for (const each of events) {
    const cursor = each.id || log.cursor();
    log.add({ kind: 'event', event: each, cursor, gap: gapOf(each) });
  }
  return { log, since: (position: string) => log.since(position)?.map(({ event }) => event.id) };
}
const connected = (id: string, resumed: boolean, gap = false) =>
  event(id, 'connected', { resumed, gap });

test('everything after the cursor of the first request', () => {
  const { since } = covered('5-1', 100, connected('5-1', true), event('6-1'), event('7-1'));
  expect(since('4-9')).toBeUndefined();
  expect(since('5-1')).toEqual(['6-1', '7-1']);
  expect(since('6-0')).toEqual(['6-1', '7-1']);
  expect(since('6-1')).toEqual(['7-1']);
  expect(since('7-1')).toEqual([]);
  expect(since('8-1')).toEqual([]);
});

test('without a cursor, everything after connected; before it, nothing', () => {
  expect(covered('', 100).since('5-1')).toBeUndefined();
  const { since } = covered('', 100, connected('5-1', false), event('6-1'));
  expect(since('5-1')).toEqual(['6-1']);
  expect(since('4-1')).toBeUndefined();
});

test('what the memory has let go is not vouched for', () => {
  const { since } = covered('5-1', 1, event('6-1'), event('7-1'));
  expect(since('6-0')).toBeUndefined();
  expect(since('6-1')).toEqual(['7-1']);
  const many = Array.from({ length: 150 }, (_, index) => event(`9-${index}`));
  expect(covered('5-1', 100, ...many).since('9-48')).toBeUndefined();
  expect(covered('5-1', 100, ...many).since('9-49')?.length).toBe(100);
});

test.each([
  ['a gap', event('9-1', 'gap', { from: '6-1', to: '9-1' })],
  ['a connection that did not resume', connected('9-1', false, true)],
])('%s ends it and begins it anew', (_name, end) => {
  const { since } = covered('5-1', 100, event('6-1'), end, event('10-1'));
  expect(since('6-1')).toBeUndefined();
  expect(since('9-1')).toEqual(['10-1']);
});

test('a resumed connection goes on', () => {
  const { since } = covered('5-1', 100, event('6-1'), connected('6-1', true), event('7-1'));
  expect(since('5-1')).toEqual(['6-1', '7-1']);
});

test('ids without an order are found again, but nothing is compared across them', () => {
  const before = [event('6-1'), event('order-7')];
  expect(covered('5-1', 100, ...before).since('6-1')).toEqual(['order-7']);
  expect(covered('5-1', 100, ...before).since('order-7')).toEqual([]);
  const { since } = covered('5-1', 100, ...before, event('8-1'), event('9-1'));
  expect(since('6-1')).toEqual(['order-7', '8-1', '9-1']);
  expect(since('5-1')).toEqual(['6-1', 'order-7', '8-1', '9-1']);
  expect(since('6-2')).toBeUndefined();
  expect(since('8-1')).toEqual(['9-1']);
  expect(since('8-2')).toEqual(['9-1']);
});

test('what the memory forgets across such ids', () => {
  const { since } = covered('5-1', 2, event('6-1'), event('order-7'), event('8-1'), event('9-1'));
  expect(since('6-1')).toBeUndefined();
  expect(since('order-7')).toEqual(['8-1', '9-1']);
  expect(since('8-5')).toEqual(['9-1']);
  expect(since('7-9')).toBeUndefined();
});

test('a copy goes on by itself', () => {
  const { log } = covered('5-1', 2, event('6-1'), event('7-1'));
  const copy = log.copy();
  copy.add({ kind: 'event', event: event('8-1'), cursor: '8-1' });
  expect(copy.since('6-1')?.length).toBe(2);
  expect(log.since('5-1')?.length).toBe(2);
  expect(log.cursor()).toBe('7-1');
});

test('a server that counts anew', () => {
  const { since } = covered('500-1', 100, event('600-1'), event('5-1'), event('6-1'));
  expect(since('5-1')).toEqual(['6-1']);
  expect(since('4-1')).toBeUndefined();
});

/** Of the history A or B, which have ids of the same time. */
const of = (history: 'A' | 'B', ms: number) => `${ms}-${history === 'A' ? 1 : 2}00000`;

test('a position of another history is for the server to judge', () => {
  const a = covered(of('A', 5), 100, connected(of('A', 5), true), event(of('A', 9)));
  expect(a.since(of('A', 6))).toEqual([of('A', 9)]);
  expect(a.since(of('B', 6))).toBeUndefined();
  expect(createLog(of('A', 5), 100).rewind(of('B', 4))).toBe(false);
});

test.each([
  ['whose first event is its own', [connected(of('A', 5), true), event(of('B', 9))]],
  ['that brings nothing at first', [connected(of('B', 8), true), event(of('B', 9))]],
])('a history that goes on from another %s', (_name, events) => {
  const { since } = covered(of('A', 5), 100, ...events);
  // The process of A may have given it after it handed its history over.
  expect(since(of('A', 7))).toBeUndefined();
  expect(since(of('B', 9))).toEqual([]);
});

test('a cursor that was taken back vouches for nothing', () => {
  const { log, since } = covered('5-1', 100, event('6-1'));
  log.add({ kind: 'cursor', cursor: '' });
  expect(since('5-1')).toBeUndefined();
});

test('a position far ahead of the stream is for the server to judge', () => {
  const { since } = covered('1700000000000-1', 100);
  expect(since('1700000060000-1')).toEqual([]);
  expect(since('1700000060001-1')).toBeUndefined();
});

test('begins earlier when asked to, but not much, and never later', () => {
  const rewound = (from: string, position: string) => createLog(from, 1).rewind(position);
  expect(rewound('', '5-1')).toBe(true);
  expect(rewound('', 'order-7')).toBe(true);
  expect(rewound('5-1', '4-1')).toBe(true);
  expect(rewound('5-1', '6-1')).toBe(false);
  expect(rewound('1700000060001-1', '1700000000000-1')).toBe(false);
  expect(rewound('order-7', '4-1')).toBe(false);
});
