import { constants } from 'node:os';
import { drainOnSignals as drainOnNativeSignals } from 'ssecast/native';
import { type DrainOptions, kDrainDeadline } from './drain.js';
import { type Check, check } from './options.js';

export interface SignalOptions extends DrainOptions {
  /** The signals that end the server. Default `['SIGTERM', 'SIGINT']`; false leaves all of them alone. */
  signals?: readonly NodeJS.Signals[] | false | undefined;
}

const checks: Record<keyof SignalOptions, Check> = {
  // C++ would say so, too, but only when the signal has come.
  deadline: {
    expected: 'a number of milliseconds, 0 or more,',
    test: (value) => typeof value === 'number' && value >= 0 && value < 2 ** 31,
  },
  signals: {
    expected: 'false, or an array of names of signals that a process can catch,',
    test: (value) => value === false || (Array.isArray(value) && value.every(isCatchable)),
  },
};

/**
 * Ends the event streams in good order when the process is told to end: on the first of the signals all
 * broadcasters of this thread are drained, and then whoever listened to the signal when this was
 * called hears of it; when nobody did, the signal ends the process as it would have done at once.
 *
 * Meanwhile requests are answered as before, but for new streams: 503. A second signal, more than half
 * a second later, does not wait for the clients any more. A second after the streams, or at the
 * deadline, the connections are closed that HTTP servers still have; `server.close()` would wait a
 * minute for those that browsers have opened ahead of need.
 *
 * Call it once, in the main thread, after listeners of your own were added. A later call does nothing.
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function drainOnSignals(options: SignalOptions = {}): void {
  check('', options, checks);
  const { deadline = kDrainDeadline, signals = ['SIGTERM', 'SIGINT'] } = options;
  if (signals !== false) drainOnNativeSignals(deadline, signals);
}

function isCatchable(name: unknown): boolean {
  if (typeof name !== 'string' || name === 'SIGKILL' || name === 'SIGSTOP') return false;
  return Object.hasOwn(constants.signals, name);
}
