import { snapshot } from 'ssecast';
import './sse';

/**
 * What a real app has in its database. Next evaluates this file once for each of its bundles, so the
 * number lies on the global object.
 */
const shared = globalThis as { ssecastDemoCounter?: { count: number } };
shared.ssecastDemoCounter ??= { count: 0 };
const counter = shared.ssecastDemoCounter;

export const counterChannel = 'counter';

/** The number as it is now, and the place in the stream from which on changes are told. */
export function loadCounter() {
  return snapshot(counterChannel, () => counter.count);
}

export function addToCounter(by: number): void {
  counter.count += by;
}
