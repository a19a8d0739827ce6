import '../support/fake-native.js';
import { ensureDispatcher, openBroadcaster } from 'ssecast/native';
import { fakeBinding, fakeLogger, fakeOf } from '../support/fake-native.js';

const later = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

function open(name: string) {
  ensureDispatcher();
  const state = openBroadcaster(name, '{}');
  state.logger = fakeLogger();
  return {
    state,
    fake: fakeOf(name),
    clientId: state.native.admit({ channels: [], userId: 'a' }).id,
  };
}

describe('the dispatcher', () => {
  it('is set once', () => {
    ensureDispatcher();
    ensureDispatcher();
    expect(fakeBinding.dispatchers).toBe(1);
  });

  it('tells every listener of a client that is gone, and nobody who has left', async () => {
    const { state, fake, clientId } = open('listeners');
    const told = jest.fn();
    const left = jest.fn();
    state.listeners.add(told);
    state.listeners.add(left);
    state.listeners.delete(left);
    fake.drop(clientId, 'expired');
    await later();
    expect(told).toHaveBeenCalledTimes(1);
    expect(told).toHaveBeenCalledWith(
      expect.objectContaining({ id: clientId, userId: 'a' }),
      'expired',
    );
    expect(left).not.toHaveBeenCalled();
  });

  it('reports a listener that throws or rejects, and goes on to the next', async () => {
    const { state, fake, clientId } = open('throwing');
    const told = jest.fn();
    state.listeners.add(() => {
      throw new Error('at once');
    });
    state.listeners.add(() => Promise.reject(new Error('later')));
    state.listeners.add(told);
    fake.drop(clientId, 'client');
    await later();
    expect(told).toHaveBeenCalledTimes(1);
    expect(jest.mocked(state.logger.error).mock.calls.map(([, error]) => String(error))).toEqual([
      'Error: at once',
      'Error: later',
    ]);
  });

  it('parses nothing when nobody wants to know', async () => {
    const { fake, clientId } = open('silent');
    const parse = jest.spyOn(JSON, 'parse');
    fake.drop(clientId, 'client');
    await later();
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it('logs what goes where logging is on', async () => {
    const { state, fake, clientId } = open('logging');
    state.debug = true;
    fake.drop(clientId, 'slow');
    await later();
    expect(state.logger.debug).toHaveBeenCalledWith(
      `ssecast: client ${fake.keyOf(clientId)} disconnected (slow)`,
    );
  });

  it('does not mind what comes for a broadcaster or a client that it does not know', () => {
    expect(() => {
      fakeBinding.dispatcher?.onBytes('nobody', 0, new Uint8Array(1), true);
      fakeBinding.dispatcher?.onBytes('silent', 0, new Uint8Array(1), true);
      fakeBinding.dispatcher?.onClosed('nobody', 0, '{}', 'client', 0);
    }).not.toThrow();
  });
});
