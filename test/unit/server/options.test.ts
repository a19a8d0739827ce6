import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { findBroadcaster } from 'ssecast/native';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

describe('the options of createBroadcaster', () => {
  it.each<[object, string]>([
    [
      { heartbeat: 5 },
      'Expected an option of ssecast but received heartbeat; the options are name, ',
    ],
    [{ name: '' }, 'Expected a string that is not empty for name but received the string ""'],
    [{ name: 5 }, 'for name but received the number 5'],
    [
      { heartbeatInterval: '30s' },
      'Expected a number of milliseconds for heartbeatInterval but received the string "30s"',
    ],
    [{ retryInterval: null }, 'for retryInterval but received null'],
    [{ maxConnections: 5n }, 'Expected a number for maxConnections but received the bigint 5'],
    [{ connectionTimeout: true }, 'for connectionTimeout but received the boolean true'],
    [{ history: true }, 'Expected false, or an object for history but received the boolean true'],
    [{ history: [] }, 'for history but received an array of 0'],
    [
      { history: { size: 5 } },
      'received history.size; the options are history.count, history.bytes',
    ],
    [{ history: { count: 'a' } }, 'for history.count but received the string "a"'],
    [{ history: { file: '' } }, 'Expected the path of a file for history.file but received'],
    [{ history: { file: true } }, 'for history.file but received the boolean true'],
    [{ history: { perChannel: 5 } }, 'an object for history.perChannel but received the number 5'],
    [{ history: { perChannel: null } }, 'for history.perChannel but received null'],
    [
      { history: { perChannel: { file: 'a' } } },
      'received history.perChannel.file; the options are history.perChannel.count, ',
    ],
    [{ history: { perChannel: { age: '1' } } }, 'for history.perChannel.age but received'],
    [{ slowClient: 'drop' }, "'park', 'disconnect', 'drop-oldest' or 'latest' for slowClient but"],
    [{ maxConnectionsPerUser: '5' }, 'Expected a number for maxConnectionsPerUser but received'],
    [{ maxConnectionAge: '1h' }, 'Expected a number of milliseconds for maxConnectionAge but'],
    [{ queueBytes: {} }, 'for queueBytes but received an object with the keys []'],
    [{ workers: () => 2 }, 'for workers but received a function'],
    [{ directPath: 'no' }, 'Expected a boolean for directPath but received the string "no"'],
    [{ logger: { warn() {} } }, 'like console for logger but received an object with the keys'],
    [{ logger: new Map() }, 'for logger but received an instance of Map'],
    [{ rateLimits: 5 }, 'Expected an object for rateLimits but received the number 5'],
    [{ rateLimits: [] }, 'for rateLimits but received an array of 0'],
    [
      { rateLimits: { room: 5 } },
      'Expected an object like { perSecond, burst } for rateLimits.room but received the number 5',
    ],
    [{ rateLimits: { room: {} } }, 'a number for rateLimits.room.perSecond but received undefined'],
    [{ rateLimits: { room: { perSecond: '5' } } }, 'for rateLimits.room.perSecond but received'],
    [{ rateLimits: { room: { perSecond: 5, burst: '5' } } }, 'a number for rateLimits.room.burst'],
    [
      { rateLimits: { room: { rate: 5 } } },
      'received rateLimits.room.rate; the options are rateLimits.room.perSecond, rateLimits.room.burst',
    ],
    [{ toString: 1 }, 'Expected an option of ssecast but received toString'],
  ])('refuses %p', (options, message) => {
    expect(() => createBroadcaster(options)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_OPTION',
        message: expect.stringContaining(message),
      }),
    );
    expect(() => createBroadcaster(options)).toThrow(TypeError);
  });

  it('refuses something else than an object', () => {
    expect(() => createBroadcaster('default' as never)).toThrow('Expected an object for options');
    expect(() => createBroadcaster(null as never)).toThrow(TypeError);
  });

  it('gives C++ what is its own, and keeps the rest', () => {
    const logger = fakeLogger();
    const history = { count: 2, bytes: 3, age: 4, perChannel: { count: 1 }, file: 'a' };
    createBroadcaster({
      name: 'all',
      heartbeatInterval: 1,
      maxConnectionsPerUser: 5,
      maxConnectionAge: 6,
      history,
      slowClient: 'latest',
      directPath: false,
      logger,
    });
    expect(fakeOf('all').configured.map((json) => JSON.parse(json))).toEqual([
      {
        heartbeatInterval: 1,
        maxConnectionsPerUser: 5,
        maxConnectionAge: 6,
        history,
        slowClient: 'latest',
      },
    ]);
    expect(findBroadcaster('all')).toMatchObject({ directPath: false, logger });
  });

  it('changes only what is given, and takes undefined for absent', () => {
    const logger = fakeLogger();
    createBroadcaster({ name: 'twice', directPath: false, logger, history: false });
    createBroadcaster({ name: 'twice', workers: undefined, maxConnections: 5 });
    expect(findBroadcaster('twice')).toMatchObject({ directPath: false, logger });
    expect(fakeOf('twice').configured).toEqual(['{"history":false}', '{"maxConnections":5}']);
  });

  it('gives C++ the rate limits', () => {
    const rateLimits = { workspace: { perSecond: 50, burst: 100 }, user: { perSecond: 0.5 } };
    createBroadcaster({ name: 'limited', rateLimits });
    expect(fakeOf('limited').configured).toEqual([JSON.stringify({ rateLimits })]);
  });

  it.each(['park', 'disconnect', 'drop-oldest', 'latest'] as const)('knows %s', (slowClient) => {
    createBroadcaster({ name: slowClient, slowClient });
    expect(fakeOf(slowClient).configured).toEqual([JSON.stringify({ slowClient })]);
  });

  it('names the default broadcaster default', () => {
    expect(createBroadcaster().name).toBe('default');
  });
});
