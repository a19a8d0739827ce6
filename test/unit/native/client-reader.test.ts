import '../support/fake-native.js';
import { ClientReader, ensureDispatcher, openBroadcaster } from '../../../lib/native/index.cjs';
import { fakeOf } from '../support/fake-native.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a client that JavaScript reads', () => {
  const state = openBroadcaster('read', '{}');
  const fake = fakeOf('read');
  const got: string[] = [];
  const ends: string[] = [];

  beforeEach(() => {
    ensureDispatcher();
    got.length = 0;
    ends.length = 0;
    fake.pulls.length = 0;
  });

  const open = (onChunk: (chunk: Uint8Array) => PromiseLike<void> | undefined) => {
    const client = state.native.admit({ channels: [] });
    const reader = new ClientReader(state, client.key, {
      onChunk(chunk) {
        got.push(Buffer.from(chunk).toString());
        return onChunk(chunk);
      },
      onEnd: (reason) => ends.push(reason),
    });
    reader.open();
    return { ...client, reader };
  };

  it('asks for the next chunk when it may have it', async () => {
    let ready = () => {};
    const client = open(() => new Promise<void>((resolve) => (ready = resolve)));
    expect(fake.pulls).toHaveLength(1);
    fake.send(client.id, 'a');
    await turn();
    expect(fake.pulls).toHaveLength(1);
    ready();
    await turn();
    expect([fake.pulls.length, got]).toEqual([2, ['a']]);
    client.reader.close();
  });

  it('tells why it has ended, after the last chunk', async () => {
    const client = open(() => undefined);
    fake.send(client.id, 'last', true);
    expect([got, ends]).toEqual([['last'], []]);
    fake.drop(client.id, 'expired');
    await turn();
    expect([ends, state.streams.size]).toEqual([['expired'], 0]);
  });

  it('tells it also when the client was gone before it was read', async () => {
    const client = state.native.admit({ channels: [] });
    const onEnd = jest.fn();
    fake.drop(client.id, 'server');
    new ClientReader(state, client.key, { onChunk: () => undefined, onEnd }).open();
    await turn();
    expect(onEnd.mock.calls).toEqual([['server']]);
    expect(fake.pulls).toEqual([]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('ends the client when its sink %s, and tells nothing', async (_how, onChunk) => {
    const client = open(onChunk);
    fake.send(client.id, 'a');
    await turn();
    expect([fake.members.has(client.id), state.streams.size]).toEqual([false, 0]);
    await turn();
    expect(ends).toEqual([]);
    client.reader.close();
  });
});
