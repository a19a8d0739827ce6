import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { findBroadcaster } from 'ssecast/native';
import { z } from 'zod';
import { type } from '../support/standard-schema.js';

const schema = z.object({ id: z.string() });
const versioned = (entry: object) => ({ order: { schema, ...entry } });

describe('the option events of createBroadcaster', () => {
  it.each<[unknown, string]>([
    [
      [],
      'Expected an object of schemas by the names of events for events but received an array of 0',
    ],
    [null, 'for events but received null'],
    ['order', 'for events but received the string "order"'],
    [
      { order: { id: 'string' } },
      'Expected a schema that follows Standard Schema, or { schema, version } for events.order but',
    ],
    [{ order: () => true }, 'for events.order but received a function'],
    [{ order: undefined }, 'for events.order but received undefined'],
    [{ order: { '~standard': { version: 2, validate() {} } } }, 'for events.order but received'],
    [{ order: { '~standard': { version: 1 } } }, 'for events.order but received'],
    [{ order: { schema: 5 } }, 'for events.order.schema but received the number 5'],
    [
      versioned({ versions: 2 }),
      'Expected schema, version or older in events.order but received versions',
    ],
    [versioned({ version: 0 }), 'Expected a whole number from 1 for events.order.version but'],
    [versioned({ version: 1.5 }), 'for events.order.version but received the number 1.5'],
    [versioned({ version: '2' }), 'for events.order.version but received the string "2"'],
    [versioned({ older: {} }), 'for events.order.version but received undefined'],
    [versioned({ version: 2, older: 1 }), 'for events.order.older but received the number 1'],
    [
      versioned({ version: 2, older: { 2: () => 1 } }),
      'Expected whole numbers from 1 and below events.order.version, which is 2, as keys of ' +
        'events.order.older but received "2"',
    ],
    [versioned({ version: 2, older: { one: () => 1 } }), 'but received "one"'],
    [versioned({ version: 2, older: { '01': () => 1 } }), 'but received "01"'],
    [versioned({ version: 2, older: { 0: () => 1 } }), 'but received "0"'],
    [
      versioned({ version: 2, older: { 1: 'id' } }),
      'Expected a function, or { convert, schema } for events.order.older[1] but received the string',
    ],
    [versioned({ version: 2, older: { 1: undefined } }), 'for events.order.older[1] but received'],
    [
      versioned({ version: 2, older: { 1: { convert: () => 1, schema: {} } } }),
      'for events.order.older[1].schema but received',
    ],
    [
      { connected: schema },
      "Expected names of the application's events in events but received connected, which ssecast sends",
    ],
    [{ gap: schema }, 'but received gap'],
  ])('refuses %p', (events, message) => {
    const open = () => createBroadcaster({ name: 'refused', events: events as never });
    expect(open).toThrow(TypeError);
    expect(open).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_OPTION',
        message: expect.stringContaining(message),
      }),
    );
    expect(findBroadcaster('refused')).toBeUndefined();
  });

  it('takes schemas that are objects or functions, with versions or without', () => {
    const live = createBroadcaster({
      name: 'taken',
      events: {
        order: {
          schema,
          version: 2,
          older: { 1: { convert: ({ id }) => id, schema: z.string() } },
        },
        text: type(String),
      },
    });
    expect(Object.keys(live.schemas)).toEqual(['order', 'text']);
    expect(live.schemas.order).toBe(schema);
    expect(Object.isFrozen(live.schemas)).toBe(true);
  });

  it('keeps to what it was given: a later change of the object changes nothing', () => {
    const events: Record<string, typeof schema> = { order: schema };
    const live = createBroadcaster({ name: 'copied', events });
    events.other = schema;
    expect(() => live.publish('all', { event: 'other', data: { id: 'a' } })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT' }),
    );
  });

  it('is no option of C++, and undefined is none at all', () => {
    createBroadcaster({ name: 'native', events: { order: schema }, maxConnections: 7 });
    const plain = createBroadcaster({ name: 'native', events: undefined });
    expect(plain).not.toHaveProperty('schemas');
    expect(plain.publish('all', { event: 'anything', data: 1 }).clients).toBe(0);
  });

  it('does not hide other wrong options', () => {
    expect(() => createBroadcaster({ events: { order: schema }, heartbeat: 5 } as never)).toThrow(
      'Expected an option of ssecast but received heartbeat',
    );
  });
});
