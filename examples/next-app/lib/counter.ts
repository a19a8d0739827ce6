import { snapshot } from 'ssecast';
import './sse';

/**
 * In place of the database of a real app. Next evaluates this file once for each of its bundles, so the
 * number is on the global object.
 */
const shared = globalThis as { ssecastDemoCounter?: { count: number } };
shared.ssecastDemoCounter ??= { count: 0 };
const counter = shared.ssecastDemoCounter;

export const counterChannel = 'counter';

/** The current number, and the cursor after which the stream has its changes. */
export function loadCounter() {
  return snapshot(counterChannel, () => counter.count);
}

export function addToCounter(by: number): void {
  counter.count += by;
}
