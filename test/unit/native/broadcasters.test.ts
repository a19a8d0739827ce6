import '../support/fake-native.js';
import { closeBroadcaster, findBroadcaster, openBroadcaster, scheduleFlush } from 'ssecast/native';
import { coded } from '../support/fake-binding.js';
import { fakeOf } from '../support/fake-native.js';

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe('openBroadcaster', () => {
  it('has one object for each name', () => {
    const first = openBroadcaster('one', '{}');
    expect(openBroadcaster('one', '{"maxConnections":5}')).toBe(first);
    expect(openBroadcaster('two', '{}')).not.toBe(first);
    expect(fakeOf('one').maxConnections).toBe(5);
    expect(findBroadcaster('one')).toBe(first);
    expect(findBroadcaster('none')).toBeUndefined();
  });

  it('keeps nothing of a broadcaster whose options were refused', () => {
    const options = '{"maxConnections":7}';
    openBroadcaster('refused', '{}');
    jest.spyOn(fakeOf('refused'), 'configure').mockImplementationOnce(() => {
      throw coded(new RangeError('no'), 'ERR_SSECAST_INVALID_OPTION');
    });
    expect(() => openBroadcaster('refused', options)).toThrow(RangeError);
    expect(fakeOf('refused').maxConnections).toBe(10_000);
  });

  it('begins anew after it was closed, here or by another thread', () => {
    const state = openBroadcaster('again', '{}');
    const first = state.native;
    closeBroadcaster(state);
    closeBroadcaster(state);
    expect(findBroadcaster('again')).toBeUndefined();
    expect(openBroadcaster('again', '{}')).toBe(state);
    expect(state.native).not.toBe(first);
    const second = state.native;
    second.close();
    expect(openBroadcaster('again', '{}').native).not.toBe(second);
  });

  it('may be closed when another thread has closed it', () => {
    const state = openBroadcaster('closed', '{}');
    state.native.close();
    expect(() => closeBroadcaster(state)).not.toThrow();
  });
});

describe('scheduleFlush', () => {
  it('wakes the workers once a tick', async () => {
    const state = openBroadcaster('flush', '{}');
    for (let count = 0; count < 100; count++) scheduleFlush(state);
    expect(fakeOf('flush').flushes).toBe(0);
    await nextTick();
    expect(fakeOf('flush').flushes).toBe(1);
    scheduleFlush(state);
    await nextTick();
    expect(fakeOf('flush').flushes).toBe(2);
  });

  it('survives that the broadcaster is closed before the tick ends', async () => {
    const state = openBroadcaster('flush', '{}');
    scheduleFlush(state);
    closeBroadcaster(state);
    await nextTick();
    expect(state.flushQueued).toBe(false);
  });
});
