import { createGapWatch, gapOf } from '../../../lib/client/stream/gap.js';

const connected = (gap: boolean, id = '') => ({
  id,
  event: 'connected',
  data: { gap },
  timestamp: 1,
});
const notice = (to: string) => ({
  id: to,
  event: 'gap',
  data: { from: '1-1', to },
  timestamp: 1,
});

test('the event of the server tells a gap', () => {
  expect(createGapWatch()(notice('9-1'), '1-1')).toEqual({ from: '1-1', to: '9-1' });
});

test('connected and the event after it are one gap', () => {
  const find = createGapWatch();
  expect(find(connected(true, '9-1'), '1-1')).toEqual({ from: '1-1', to: '9-1' });
  expect(find(notice('9-1'), '1-1')).toBeUndefined();
  expect(find(notice('9-1'), '1-1')).toBeDefined();
});

test('a server without ids tells it once, too', () => {
  const find = createGapWatch();
  expect(find(connected(true), 'mine')).toEqual({ from: null, to: '' });
  expect(find(notice('9-1'), 'mine')).toBeUndefined();
});

test('another gap right after connected is one more', () => {
  const find = createGapWatch();
  find(connected(true, '9-1'), '1-1');
  expect(find(notice('12-1'), '1-1')).toEqual({ from: '1-1', to: '12-1' });
});

test('connected without a gap is none', () => {
  expect(createGapWatch()(connected(false, '9-1'), '1-1')).toBeUndefined();
});

test.each([[{ size: 3 }], [null], ['text'], [{ from: 1, to: '9-1' }], [{ from: null, to: 9 }]])(
  'an event of the application that is named gap, with %j, is none',
  (data) => {
    expect(gapOf({ id: '', event: 'gap', data, timestamp: 1 })).toBeUndefined();
  },
);
