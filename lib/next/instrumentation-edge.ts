import type { SignalOptions } from '../server/drain-on-signals.js';

export type { SignalOptions } from '../server/drain-on-signals.js';

/** Next calls the hook in the edge runtime, too, which has no connections and no signals. */
export function register(): void {}

export function createRegister(_options: SignalOptions = {}): () => void {
  return register;
}
