import '../support/fake-native.js';
import { createBroadcaster, snapshot } from 'ssecast';
import { fakeOf } from '../support/fake-native.js';

const live = createBroadcaster();
const fake = fakeOf();
const publish = () => live.publish({ user: '42' }, { event: 'a', data: 1 });

describe('snapshot', () => {
  beforeEach(() => {
    fake.asked.length = 0;
    fake.published.length = 0;
    fake.covered = [];
  });

  it('has a cursor from before the data was loaded', async () => {
    publish();
    const load = async () => {
      await new Promise(setImmediate);
      publish();
      return ['data'];
    };
    expect(await live.snapshot('user:42', load)).toEqual({ data: ['data'], cursor: '1-1' });
    expect(fake.asked).toEqual([{ cursor: '1-1', channel: 'user:42' }]);
  });

  it('loads again, with a new cursor, when the history has moved on meanwhile', async () => {
    fake.covered = [false, false];
    const load = jest.fn(() => publish().id);
    expect(await snapshot('user:42', load)).toEqual({ data: '1-3', cursor: '1-2' });
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('gives up after three loads: the client is told of its gap', async () => {
    fake.covered = Array(10).fill(false);
    const load = jest.fn(() => publish().id);
    expect(await snapshot('news', load)).toEqual({ data: '1-3', cursor: '1-2' });
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('takes what is not a promise', async () => {
    expect((await snapshot('news', () => undefined)).data).toBeUndefined();
  });

  it.each([
    () => Promise.reject(new Error('no database')),
    () => {
      throw new Error('no database');
    },
  ])('passes on what load throws', async (load) => {
    await expect(live.snapshot('news', load)).rejects.toThrow('no database');
  });

  it.each<[unknown, unknown, string, string]>([
    ['', () => 1, 'ERR_SSECAST_INVALID_CHANNEL', 'a string that is not empty for channel but'],
    [{ user: 'a' }, () => 1, 'ERR_SSECAST_INVALID_CHANNEL', 'for channel but received an object'],
    ['news', 5, 'ERR_SSECAST_INVALID_LOAD', 'a function for load but received the number 5'],
  ])('refuses %p and %p', async (channel, load, code, message) => {
    await expect(live.snapshot(channel as never, load as never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
