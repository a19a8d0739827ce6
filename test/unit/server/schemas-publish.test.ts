import '../support/fake-native.js';
import { createBroadcaster, InvalidDataError } from 'ssecast';
import * as v from 'valibot';
import { z } from 'zod';
import { fakeOf } from '../support/fake-native.js';
import { schemaOf, type } from '../support/standard-schema.js';

const line = z.object({ price: z.number() });
const events = {
  order: z.object({ id: z.string(), lines: z.array(line).default([]) }),
  note: v.object({ text: v.pipe(v.string(), v.trim()) }),
  count: type(Number),
};
const live = createBroadcaster({ name: 'typed', events });
const published = () => fakeOf('typed').published;
const order = (data: unknown) => () => live.publish('all', { event: 'order', data: data as never });

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

afterEach(() => {
  published().length = 0;
});

describe('publishing by schemas', () => {
  it('sends what the schema makes of the data, with everything else of the event', () => {
    live.publish({ user: 'ann' }, { event: 'order', data: { id: 'a' }, id: 7, retry: 5, key: 'k' });
    live.publish('all', { event: 'note', data: { text: '  hello ' } });
    live.publish('all', { event: 'count', data: '3' as never });
    expect(published()).toMatchObject([
      {
        keys: 'user:ann',
        event: 'order',
        data: '{"id":"a","lines":[]}',
        id: '7',
        retry: 5,
        key: 'k',
      },
      { event: 'note', data: '{"text":"hello"}' },
      { event: 'count', data: '3' },
    ]);
  });

  it('leaves the caller’s event as it was', () => {
    const event = Object.freeze({ event: 'note' as const, data: { text: ' a' } });
    live.publish('all', event);
    expect(event.data.text).toBe(' a');
  });

  it('refuses data that does not fit, with what is wrong and where, and sends nothing', () => {
    const wrong = order({ id: 5, lines: [{ price: 1 }, { price: 'x' }] });
    expect(wrong).toThrow(InvalidDataError);
    expect(wrong).toThrow(TypeError);
    expect(wrong).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_DATA',
        issues: [
          expect.objectContaining({ path: ['id'] }),
          expect.objectContaining({ path: ['lines', 1, 'price'] }),
        ],
      }),
    );
    expect(messageOf(wrong)).toMatch(
      /^Expected data of the event "order" that fits its schema but received an object with the keys \["id","lines"\]: .* at id; .* at lines\[1\]\.price\. Nothing was sent\.$/,
    );
    expect(() => live.publish('all', { event: 'note', data: {} as never })).toThrow(/ at text\./);
    expect(published()).toEqual([]);
  });

  it('names five issues and cuts what is long', () => {
    const issues = Array.from({ length: 9 }, (_, index) => ({
      message: 'm'.repeat(1_000),
      path: [{ key: index }, 'p'.repeat(1_000)],
    }));
    const bounded = createBroadcaster({
      name: 'bounded',
      events: { order: schemaOf(() => ({ issues })) },
    });
    const call = () => bounded.publish('all', { event: 'order', data: 1 });
    expect(messageOf(call)).toContain(`${'m'.repeat(200)}… at [0].ppp`);
    expect(messageOf(call)).toContain('; and 4 more. Nothing was sent.');
    expect(messageOf(call).length).toBeLessThan(2_000);
    expect(call).toThrow(expect.objectContaining({ issues }));
  });

  it.each(['other', 'toString', '__proto__', undefined, 5])(
    'refuses the name %p, which has no schema',
    (event) => {
      const call = () => live.publish('all', { event, data: 1 } as never);
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT' }));
      expect(messageOf(call)).toContain('the names are order, note, count. Nothing was sent.');
      expect(published()).toEqual([]);
    },
  );

  it('names no more than twenty of the names that there are', () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`e${n}`, events.note]));
    const wide = createBroadcaster({ name: 'wide', events: many });
    expect(() => wide.publish('all', { event: 'x', data: { text: '' } })).toThrow(
      'e19 and 5 more.',
    );
    const empty = createBroadcaster({ name: 'empty', events: {} });
    expect(() => empty.publish('all', { event: 'x' } as never)).toThrow('the names are none.');
  });

  it.each([null, undefined, 'order'])('refuses %p as an event', (event) => {
    expect(() => live.publish('all', event as never)).toThrow('Expected an object like { event');
  });

  it('refuses a schema that answers with a promise, whose rejection nobody hears', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const later = createBroadcaster({
      name: 'later',
      events: { order: schemaOf(async () => Promise.reject(new Error('too late'))) },
    });
    const call = () => later.publish('all', { event: 'order', data: 1 });
    expect(call).toThrow(TypeError);
    expect(messageOf(call)).toMatch(
      /^Expected events\.order to answer at once but received a promise/,
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(fakeOf('later').published).toEqual([]);
  });

  it('tells when the schema itself throws', () => {
    const cause = new Error('its own fault');
    const broken = createBroadcaster({
      name: 'broken',
      events: {
        order: schemaOf(() => {
          throw cause;
        }),
      },
    });
    const call = () => broken.publish('all', { event: 'order', data: 1 });
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_DATA', cause }));
    expect(messageOf(call)).toBe(
      'Expected events.order to check data of the event "order" but it threw: its own fault. Nothing was sent.',
    );
  });

  it('binds only the view that has them', () => {
    const other = createBroadcaster({ name: 'typed' });
    other.publish('all', { event: 'anything', data: { id: 5 } });
    expect(published()).toHaveLength(1);
    expect(order({ id: 5 })).toThrow(InvalidDataError);
  });

  it('tells that the broadcaster is closed', () => {
    const closed = createBroadcaster({ name: 'typed-closed', events });
    closed.close();
    expect(() => closed.publish('all', { event: 'count', data: 1 })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_CLOSED' }),
    );
  });
});
