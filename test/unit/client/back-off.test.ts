import { backOff } from '../../../lib/client/transport/back-off.js';

const earliest = () => 0;
const latest = () => 1;

test('the first reconnect waits for the base, at most a quarter longer', () => {
  expect(backOff(1, 3000, 0, earliest)).toBe(3000);
  expect(backOff(1, 3000, 0, latest)).toBe(3750);
});

test('each further one waits twice as long, up to 30 s', () => {
  const delays = [1, 2, 3, 4, 5, 6].map((attempt) => backOff(attempt, 3000, 0, earliest));
  expect(delays).toEqual([3000, 6000, 12_000, 24_000, 30_000, 30_000]);
});

test('a base above 30 s is never cut short', () => {
  expect(backOff(4, 60_000, 0, earliest)).toBe(60_000);
});

test('a base of 0 reconnects at once, but not again and again', () => {
  expect(backOff(1, 0, 0, latest)).toBe(0);
  expect(backOff(2, 0, 0, earliest)).toBe(2000);
});

test('a Retry-After longer than the delay wins', () => {
  expect(backOff(1, 3000, 120_000, earliest)).toBe(120_000);
  expect(backOff(1, 3000, 1000, earliest)).toBe(3000);
});

test('the delay always fits a timer', () => {
  expect(backOff(1, Number.MAX_SAFE_INTEGER, 0, latest)).toBe(2 ** 31 - 1);
  expect(backOff(5000, 3000, 0, latest)).toBe(37_500);
});
