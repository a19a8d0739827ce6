import '../../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { destroySSE, initializeSSE } from 'ssecast/manager';
import { createSessionEmitter, SessionEventEmitter, sessionEmitter } from 'ssecast/sessions';
import { fakeLogger, fakeOf } from '../../support/fake-native.js';

interface Events {
  'item:added': { id: number };
}

describe('the session emitter', () => {
  afterEach(() => destroySSE());

  it('opens nothing before it is used', () => {
    createSessionEmitter();
    expect(() => fakeOf()).toThrow();
    expect(sessionEmitter.emit('s1', { type: 'a', data: 1 })).toBe(0);
    expect(fakeOf().published).toHaveLength(1);
  });

  it('sends an envelope without a name', () => {
    const before = Date.now();
    sessionEmitter.emit('s1', { type: 'item:added', data: undefined });
    const [call] = fakeOf().published;
    expect(call).toMatchObject({ kind: 1, keys: 'session:s1', event: '' });
    const { timestamp, ...others } = JSON.parse(call?.data as string);
    expect(others).toEqual({ type: 'item:added', data: null });
    expect(timestamp).toBeGreaterThanOrEqual(before);
  });

  it.each(['connected', 'gap'])('refuses the type %s, which ssecast sends itself', (type) => {
    createBroadcaster();
    expect(() => sessionEmitter.emit('s1', { type, data: { from: null, to: '1-0' } })).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_EVENT',
        message: expect.stringContaining(`received the type ${type}, which ssecast sends itself`),
      }),
    );
    expect(fakeOf().published).toEqual([]);
  });

  it('lets only events of one type and session replace each other', () => {
    for (const [session, type] of [
      ['s1', 'a'],
      ['s1', 'b'],
      ['s2', 'a'],
      ['s'.repeat(400), 't'.repeat(4000)],
    ] as const) {
      sessionEmitter.emit(session, { type, data: 1 });
    }
    const keys = fakeOf().published.map(({ key }) => key as string);
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => Buffer.byteLength(key) <= 1024)).toBe(true);
  });

  it('uses the broadcaster that it was given', () => {
    const broadcaster = createBroadcaster({ name: 'other' });
    new SessionEventEmitter({ broadcaster }).emit('s1', { type: 'a', data: 1 });
    expect(fakeOf('other').published).toHaveLength(1);
  });

  it('passes on nothing of a subscription but events', () => {
    initializeSSE({ logger: fakeLogger() });
    const blocks: string[] = [];
    const stop = sessionEmitter.subscribe('s1', (block) => blocks.push(block));
    const fake = fakeOf();
    const id = JSON.parse(fake.clients(0, ''))[0].id as string;
    const key = fake.attached[0] ?? id;
    const pulls = fake.pulls.length;
    fake.send(key, 'id: 1-0\nretry: 3000\nevent: connected\ndata: {}\n\nid: 2-0\ndata: é\n\n');
    fake.send(key, 'id: 3-0\n: cursor 3-0\n\n: x\nid: 4-0\nevent: a\ndata: 1\ndata: \ndata: 2\n\n');
    expect(blocks).toEqual([
      'id: 2-0\ndata: é\n\n',
      ': x\nid: 4-0\nevent: a\ndata: 1\ndata: \ndata: 2\n\n',
    ]);
    expect(fake.pulls.length).toBe(pulls + 2);
    stop();
    fake.send(key, 'id: 5-0\ndata: late\n\n');
    expect(blocks).toHaveLength(2);
  });

  it.each([[undefined], [''], [7], [null]])('refuses the session %p', (session) => {
    for (const call of [
      () => sessionEmitter.emit(session as never, { type: 'a', data: 1 }),
      () => sessionEmitter.subscribe(session as never, () => undefined),
    ]) {
      expect(call).toThrow(/^Expected the id of a session/);
    }
  });

  it.each([[undefined], [null], ['a'], [{}], [{ type: '' }], [{ type: 7 }]])(
    'refuses the event %p',
    (event) => {
      const emit = () => sessionEmitter.emit('s1', event as never);
      expect(emit).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT' }));
    },
  );

  it('refuses what is no listener, and unknown options', () => {
    const subscribe = (listener: unknown, options?: unknown) => () =>
      sessionEmitter.subscribe('s1', listener as never, options as never);
    expect(subscribe('x')).toThrow('Expected a function for listener');
    expect(subscribe(() => 1, { onEnd: 1 })).toThrow('Expected a function for onEnd');
    expect(subscribe(() => 1, { end: 1 })).toThrow('received end');
    expect(() => createSessionEmitter({ broadcaster: 'x' as never })).toThrow(
      'Expected a broadcaster',
    );
    expect(() => createSessionEmitter({ name: 'x' } as never)).toThrow('received name');
  });

  it('is typed by its map', () => {
    const typed = createSessionEmitter<Events>();
    typed.emit('s1', { type: 'item:added', data: { id: 1 } });
    // @ts-expect-error no such type
    typed.emit('s1', { type: 'item:gone', data: { id: 1 } });
    // @ts-expect-error data of another type
    typed.emit('s1', { type: 'item:added', data: { id: '1' } });
    expect(fakeOf().published).toHaveLength(3);
  });
});
