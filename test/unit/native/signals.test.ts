import { holdSignal } from '../../../lib/native/signals.cjs';
import { FakeProcess } from '../support/fake-process.js';

const later = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** Work that is done when it is told to be. */
function slowWork() {
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { before: jest.fn(() => done), after: jest.fn(), last: jest.fn(), finish: () => finish() };
}

describe('a signal that is held', () => {
  const other = jest.fn();
  let source: FakeProcess;

  beforeEach(() => {
    other.mockReset();
    source = new FakeProcess();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('comes to those who listened before when its work is done, with what it came with', async () => {
    const work = slowWork();
    other.mockImplementation(() => expect(work.after).toHaveBeenCalledTimes(1));
    source.on('SIGTERM', other);
    holdSignal('SIGTERM', work, source.source);
    expect(source.receive('SIGTERM')).toBe(true);
    await later();
    expect(work.before).toHaveBeenCalledTimes(1);
    expect([other.mock.calls, work.after.mock.calls]).toEqual([[], []]);
    work.finish();
    await later();
    expect(other.mock.calls).toEqual([['SIGTERM', 15]]);
    expect(other.mock.contexts).toEqual([source]);
    expect(source.listeners('SIGTERM')).toEqual([other]);
    expect(source.kill).not.toHaveBeenCalled();
  });

  it('comes to nobody before, or in between', () => {
    source.on('SIGTERM', other);
    const counts: number[] = [];
    source.on('removeListener', () => counts.push(source.listenerCount('SIGTERM')));
    const work = { before: () => undefined, after: jest.fn(), last: jest.fn() };
    holdSignal('SIGTERM', work, source.source);
    expect(other).not.toHaveBeenCalled();
    source.receive('SIGTERM');
    // Without a listener the process would end there and then.
    expect(Math.min(...counts)).toBe(1);
  });

  it('is passed on at once when there is nothing to do', () => {
    source.on('SIGTERM', other);
    holdSignal(
      'SIGTERM',
      { before: () => undefined, after: jest.fn(), last: jest.fn() },
      source.source,
    );
    source.receive('SIGTERM');
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('comes once to a listener of once', () => {
    source.once('SIGTERM', other);
    holdSignal(
      'SIGTERM',
      { before: () => undefined, after: jest.fn(), last: jest.fn() },
      source.source,
    );
    source.receive('SIGTERM');
    source.receive('SIGTERM');
    expect(other).toHaveBeenCalledTimes(1);
    expect(source.listenerCount('SIGTERM')).toBe(0);
  });

  it('acts as if it had not been caught when nobody listened', async () => {
    const work = slowWork();
    holdSignal('SIGINT', work, source.source);
    source.receive('SIGINT');
    await later();
    expect(source.kill).not.toHaveBeenCalled();
    work.finish();
    await later();
    expect(source.kill.mock.calls).toEqual([[4711, 'SIGINT']]);
    expect(source.listenerCount('SIGINT')).toBe(0);
    expect([source.exit.mock.calls, work.after.mock.calls]).toEqual([[], []]);
  });

  it('ends the first process of a container, too, which no signal ends by itself', () => {
    source = new FakeProcess(1);
    holdSignal(
      'SIGTERM',
      { before: () => undefined, after: jest.fn(), last: jest.fn() },
      source.source,
    );
    source.receive('SIGTERM');
    expect(source.exit.mock.calls).toEqual([[143]]);
  });

  it('leaves the end to a listener that was added later, and heard of it already', async () => {
    const work = slowWork();
    holdSignal('SIGTERM', work, source.source);
    source.on('SIGTERM', other);
    source.receive('SIGTERM');
    expect(other).toHaveBeenCalledTimes(1);
    work.finish();
    await later();
    expect(other).toHaveBeenCalledTimes(1);
    expect(source.kill).not.toHaveBeenCalled();
    expect(work.after).toHaveBeenCalledTimes(1);
  });

  it('does not wait any longer when it comes again, but for the echo of one key', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const work = slowWork();
    source.on('SIGINT', other);
    holdSignal('SIGINT', work, source.source);
    source.receive('SIGINT');
    jest.advanceTimersByTime(400);
    source.receive('SIGINT');
    expect(other).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    source.receive('SIGINT');
    expect(other).toHaveBeenCalledTimes(1);
    work.finish();
    await later();
    expect(other).toHaveBeenCalledTimes(1);
    expect(work.before).toHaveBeenCalledTimes(1);
    source.receive('SIGINT');
    expect(other).toHaveBeenCalledTimes(2);
  });

  it('does not touch other signals', () => {
    source.on('SIGINT', other);
    holdSignal('SIGTERM', slowWork(), source.source);
    source.receive('SIGINT');
    expect(other).toHaveBeenCalledTimes(1);
  });
});
