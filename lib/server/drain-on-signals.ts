import { drainOnSignals as drainOnNativeSignals, signalNumber } from 'ssecast/native';
import { type DrainOptions, kDrainDeadline } from './drain.js';
import { type Check, check } from './options.js';

export interface SignalOptions extends DrainOptions {
  /** The signals that end the server. Default `['SIGTERM', 'SIGINT']`; false handles none. */
  signals?: readonly NodeJS.Signals[] | false | undefined;
}

const checks: Record<keyof SignalOptions, Check> = {
  // C++ checks it, too, but only when a signal has come.
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
 * Drains the event streams when a signal ends the process. The first signal drains all broadcasters of
 * this thread. Then the listeners are called that the signal had when this function was called; without
 * any, the signal ends the process.
 *
 * Meanwhile requests are answered as before, except for new streams: 503. A second signal, more than half
 * a second later, ends the wait. A second after the streams, or at the deadline, the remaining
 * connections of HTTP servers are closed; `server.close()` would wait a minute for connections that
 * browsers have opened in advance.
 *
 * Call it once, in the main thread, after you have added listeners of your own. A later call does nothing.
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function drainOnSignals(options: SignalOptions = {}): void {
  check('', options, checks);
  const { deadline = kDrainDeadline, signals = ['SIGTERM', 'SIGINT'] } = options;
  if (signals !== false) drainOnNativeSignals(deadline, signals);
}

function isCatchable(name: unknown): boolean {
  if (typeof name !== 'string' || name === 'SIGKILL' || name === 'SIGSTOP') return false;
  return signalNumber(name) !== undefined;
}
