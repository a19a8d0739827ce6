import { pause } from '../../../lib/client/transport/pause.js';

const kHour = 3_600_000;
let woken: number;
const wake = () => {
  woken += 1;
};
beforeEach(() => {
  jest.useFakeTimers();
  woken = 0;
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

test('is over after its time, or at once when it is hurried', () => {
  pause(1_000, 0, wake);
  jest.advanceTimersByTime(999);
  expect(woken).toBe(0);
  jest.advanceTimersByTime(1);
  expect(woken).toBe(1);
  const hurried = pause(1_000, 0, wake);
  expect(hurried.hurry()).toBe(true);
  expect(hurried.hurry()).toBe(false);
  jest.advanceTimersByTime(0);
  expect(woken).toBe(2);
});

test('its minimum is kept, however often it is hurried', () => {
  const kept = pause(30_000, 20_000, wake);
  expect(kept.hurry()).toBe(true);
  jest.advanceTimersByTime(19_000);
  expect(kept.hurry()).toBe(false);
  jest.advanceTimersByTime(999);
  expect(woken).toBe(0);
  jest.advanceTimersByTime(1);
  expect(woken).toBe(1);
});

// Timers stand still in a computer that sleeps; the clock goes on.
test.each([0, 20_000])(
  'the end of a long sleep is the end of the wait (at least %d ms)',
  (least) => {
    const slept = pause(30_000, least, wake);
    jest.advanceTimersByTime(1_000);
    jest.setSystemTime(Date.now() + kHour);
    slept.hurry();
    jest.advanceTimersByTime(0);
    expect(woken).toBe(1);
  },
);
