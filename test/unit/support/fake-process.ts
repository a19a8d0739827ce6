import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { SignalSource } from '../../../lib/native/signals.cjs';

/** `process` as far as signals go: keeps listeners like it, and outlives everything. */
export class FakeProcess extends EventEmitter {
  readonly kill = jest.fn();
  readonly exit = jest.fn();

  constructor(readonly pid = 4711) {
    super();
  }

  get source(): SignalSource {
    return this as unknown as SignalSource;
  }

  /** @returns whether anybody listens */
  receive(signal: 'SIGTERM' | 'SIGINT'): boolean {
    return this.emit(signal, signal, constants.signals[signal]);
  }
}
