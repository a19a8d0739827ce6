import { fakeLogger } from '../support/fake-native.js';

type NoContext = typeof import('../../../lib/native/no-context.cjs');
type Told = typeof import('../../../lib/native/fallback.cjs');

/** Longer than a server may need to start. */
const kLater = 60_000;

const logger = fakeLogger();
const state = { logger } as never;
let advice: NoContext & Told;
let record: { capturesRequests: boolean };

beforeEach(() => {
  jest.useFakeTimers();
  logger.warn.mockClear();
  logger.debug.mockClear();
  jest.isolateModules(() => {
    // A process of its own: what was said in another is said again.
    delete (globalThis as { [key: symbol]: unknown })[Symbol.for('ssecast.native')];
    record = require('../../../lib/native/record.cjs').record;
    advice = {
      ...require('../../../lib/native/no-context.cjs'),
      ...require('../../../lib/native/fallback.cjs'),
    };
  });
});
afterEach(() => jest.useRealTimers());

const warnings = () => logger.warn.mock.calls.map(([text]) => String(text));

test('a server of Next that never runs register: advised once, when it has had the time', () => {
  for (let request = 0; request < 3; request += 1) advice.adviseRegister(state, true);
  expect(warnings()).toEqual([]);
  jest.advanceTimersByTime(kLater);
  advice.adviseRegister(state, true);
  jest.advanceTimersByTime(kLater);
  expect(warnings()).toEqual([
    expect.stringContaining("export { register } from 'ssecast/next/instrumentation'"),
  ]);
});

test('a request that comes before register has run: nothing to be added', () => {
  advice.adviseRegister(state, true);
  record.capturesRequests = true;
  jest.advanceTimersByTime(kLater);
  expect(warnings()).toEqual([]);
});

test('register has run, the request was there before: said as it is, and only when asked', () => {
  record.capturesRequests = true;
  advice.adviseRegister(state, true);
  jest.advanceTimersByTime(kLater);
  expect(warnings()).toEqual([]);
  expect(logger.debug).toHaveBeenCalledWith(
    expect.stringContaining('came before `register` had run'),
  );
});

test('no Next, as in a unit test: no advice about its files', () => {
  advice.adviseRegister(state, false);
  jest.advanceTimersByTime(kLater);
  expect(warnings()).toEqual([]);
  expect(logger.debug).toHaveBeenCalledWith(expect.stringContaining('ssecast/node'));
  expect(JSON.stringify(logger.debug.mock.calls)).not.toContain('instrumentation');
});

test('other reasons for the stream path are still told, once', () => {
  advice.logFallback(state, advice.kNoContext);
  advice.logFallback(state, 'the status is 201, not 200');
  advice.logFallback(state, 'the status is 202, not 200');
  expect(warnings()).toEqual([expect.stringContaining('the status is 201, not 200')]);
});

test.each([
  [['/app/node_modules/next/dist/server/next-server.js'], true],
  [['C:\\app\\node_modules\\next\\dist\\server\\next-server.js'], true],
  [['/app/node_modules/next/dist/server/web/exports/index.js'], false],
  [[], false],
])('a process that has loaded %j serves an app of Next: %s', (files, expected) => {
  expect(advice.isNextServer(files)).toBe(expected);
});
