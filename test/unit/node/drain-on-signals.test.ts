import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { drainOnSignals } from 'ssecast/node';
import { record } from '../../../lib/native/record.cjs';
import { holdSignal } from '../../../lib/native/signals.cjs';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

// The signals of the process that runs the tests are left alone.
jest.mock('../../../lib/native/signals.cjs', () => ({ holdSignal: jest.fn() }));

describe('drainOnSignals', () => {
  beforeEach(() => {
    record.drainsOnSignals = false;
    jest.mocked(holdSignal).mockClear();
  });

  it('drains within 10 seconds on SIGTERM and SIGINT', async () => {
    createBroadcaster({ logger: fakeLogger() });
    drainOnSignals();
    const calls = jest.mocked(holdSignal).mock.calls;
    expect(calls.map(([signal]) => signal)).toEqual(['SIGTERM', 'SIGINT']);
    await calls[0]?.[1].before();
    expect(fakeOf().drains).toEqual([10_000]);
  });

  it('lets the first call decide', () => {
    drainOnSignals({ deadline: 0, signals: ['SIGUSR2'] });
    drainOnSignals({ signals: ['SIGTERM'] });
    expect(jest.mocked(holdSignal).mock.calls.map(([signal]) => signal)).toEqual(['SIGUSR2']);
  });

  it.each<[unknown, string]>([
    [{ deadline: -1 }, 'a number of milliseconds, 0 or more, for deadline but received'],
    [{ deadline: '5s' }, 'for deadline but received the string "5s"'],
    [{ deadline: Number.NaN }, 'for deadline but received the number NaN'],
    [{ deadline: Number.POSITIVE_INFINITY }, 'for deadline but received the number Infinity'],
    [
      { signals: 'SIGTERM' },
      'false, or an array of names of signals that a process can catch, for',
    ],
    [{ signals: true }, 'for signals but received the boolean true'],
    [{ signals: ['SIGKILL'] }, 'for signals but received an array of 1'],
    [{ signals: ['SIGFOO'] }, 'for signals but received an array of 1'],
    [{ signals: [15] }, 'for signals but received an array of 1'],
    [{ timeout: 5 }, 'received timeout; the options are deadline, signals'],
  ])('refuses %p', (options, message) => {
    expect(() => drainOnSignals(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_OPTION',
        message: expect.stringContaining(message),
      }),
    );
    expect(holdSignal).not.toHaveBeenCalled();
  });
});
