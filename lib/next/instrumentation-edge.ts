import type { SignalOptions } from '../server/drain-on-signals.js';

export type { SignalOptions } from '../server/drain-on-signals.js';

/** Next calls the hook in the edge runtime, too. There are no connections and no signals there. */
export function register(): void {}

export function createRegister(_options: SignalOptions = {}): () => void {
  return register;
}
