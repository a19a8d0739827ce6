import { FakeBinding, type FakeBroadcaster } from './fake-binding.js';

/**
 * Import this first: from here on `ssecast/native` has a fake addon. What is imported from it and
 * from ssecast in a test file is that file's own.
 */
export const fakeBinding = new FakeBinding();

jest.mock('../../../lib/native/load-binding.cjs', () => ({ loadBinding: () => fakeBinding }));

/** The fake of a broadcaster that is open. */
export function fakeOf(name = 'default'): FakeBroadcaster {
  const fake = fakeBinding.opened.get(name);
  if (fake === undefined) throw new Error(`no broadcaster ${name} was opened`);
  return fake;
}

/** A logger that remembers. */
export function fakeLogger() {
  return { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
}
