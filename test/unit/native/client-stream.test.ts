import '../support/fake-native.js';
import { createClientStream, ensureDispatcher, openBroadcaster } from 'ssecast/native';
import { fakeBinding, fakeLogger, fakeOf } from '../support/fake-native.js';
import { eventually } from '../support/http.js';

/** A client whose response nobody knows, and a reader of its stream. */
async function open(name: string, signal?: AbortSignal, ownId?: string) {
  ensureDispatcher();
  const state = openBroadcaster(name, '{}');
  state.logger = fakeLogger();
  const client = state.native.admit({ channels: [], clientId: ownId });
  const clientId = client.id;
  const stream = createClientStream(state, client, undefined, signal);
  const reader = stream.getReader();
  // A stream starts in its own time and is not pulled before.
  await new Promise(setImmediate);
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? 'end' : new TextDecoder().decode(value);
  };
  return { state, fake: fakeOf(name), clientId, reader, read };
}

describe('the stream of a client', () => {
  it('asks for nothing before it is read', async () => {
    const { fake, clientId, read } = await open('lazy');
    expect(fake.pulls).toEqual([]);
    const first = read();
    expect(fake.attached).toEqual([clientId]);
    fake.send(clientId, 'a');
    expect(await first).toBe('a');
    await new Promise(setImmediate);
    expect(fake.pulls).toEqual([clientId]);
  });

  it('gives a chunk for each read, and ends with the last one', async () => {
    const { fake, clientId, read, state } = await open('chunks');
    for (const text of ['a', 'b']) {
      const next = read();
      fake.send(clientId, text);
      expect(await next).toBe(text);
    }
    const last = read();
    fake.send(clientId, 'c', true);
    expect(await last).toBe('c');
    expect(await read()).toBe('end');
    expect(state.streams.size).toBe(0);
  });

  it('asks again when a chunk is empty', async () => {
    const { fake, clientId, read } = await open('empty');
    const next = read();
    fake.send(clientId, '');
    expect(fake.pulls).toHaveLength(2);
    fake.send(clientId, 'a');
    expect(await next).toBe('a');
  });

  it('ends when the client is gone, whether it is being read or not', async () => {
    const { fake, clientId, read, state } = await open('gone');
    const next = read();
    fake.drop(clientId, 'timeout');
    expect(await next).toBe('end');
    expect(state.streams.size).toBe(0);
    const other = await open('gone');
    fake.drop(other.clientId, 'abandoned');
    expect(await other.read()).toBe('end');
  });

  it('ends when the broadcaster is closed, before and while it is read', async () => {
    const early = await open('closed');
    const reading = await open('closed');
    const next = reading.read();
    early.state.native.close();
    expect(await next).toBe('end');
    expect(await early.read()).toBe('end');
  });

  it('disconnects the client once when the reader cancels', async () => {
    const { fake, clientId, read, reader, state } = await open('cancel');
    const next = read();
    await reader.cancel();
    expect(await next).toBe('end');
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    fake.send(clientId, 'late', true);
    await new Promise(setImmediate);
    expect(state.streams.size).toBe(0);
  });

  it('disconnects the client once when the request is aborted', async () => {
    const aborter = new AbortController();
    const { fake, clientId, read, reader } = await open('abort', aborter.signal);
    const next = read();
    aborter.abort();
    expect(await next).toBe('end');
    await reader.cancel();
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
  });

  it('disconnects a client whose request was aborted before it was admitted', async () => {
    const { fake, clientId, read } = await open('early', AbortSignal.abort());
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    expect(await read()).toBe('end');
  });

  it('is not touched by what comes late for a former client of its id', async () => {
    const former = await open('own', undefined, 'tab');
    const { fake, state } = former;
    const formerRead = former.read();
    const formerKey = fake.keyOf('tab');
    fake.disconnect(2, 'tab', 'server');
    // Its worker tells of its end when the next one reads already.
    const next = createClientStream(
      state,
      state.native.admit({ channels: [], clientId: 'tab' }),
      undefined,
      undefined,
    ).getReader();
    const nextRead = next.read();
    fakeBinding.dispatcher?.onBytes('own', formerKey, new TextEncoder().encode('late'), false);
    expect(await formerRead).toBe('late');
    expect(await former.read()).toBe('end');
    await new Promise(setImmediate);
    await former.reader.cancel();
    fake.send('tab', 'its own');
    expect(new TextDecoder().decode((await nextRead).value)).toBe('its own');
    expect(fake.members.has('tab')).toBe(true);
    expect([...state.streams.keys()]).toEqual([fake.keyOf('tab')]);
  });

  it('says once why it takes the stream path', async () => {
    const first = await open('reason');
    const second = await open('reason');
    void first.read();
    void second.read();
    const warnings = jest.mocked(second.state.logger.warn).mock.calls;
    await eventually(() => second.fake.attached.length === 2);
    // An earlier test of this file may have been the first.
    expect(warnings.length).toBeLessThanOrEqual(1);
  });
});
