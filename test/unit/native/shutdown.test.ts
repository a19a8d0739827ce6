import '../support/fake-native.js';
import { closeBroadcaster, drainOnSignals, openBroadcaster } from 'ssecast/native';
import { record } from '../../../lib/native/record.cjs';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { FakeProcess } from '../support/fake-process.js';
import { eventually, serve } from '../support/http.js';

const later = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

function open(name: string) {
  const state = openBroadcaster(name, '{}');
  state.logger = fakeLogger();
  return { state, fake: fakeOf(name), logger: jest.mocked(state.logger) };
}

/** Milliseconds until a drain that was wired here has closed connections. */
const kDeadline = 500;

function wire(deadline = kDeadline) {
  const source = new FakeProcess();
  const next = jest.fn();
  source.on('SIGTERM', next);
  record.drainsOnSignals = false;
  drainOnSignals(deadline, ['SIGTERM', 'SIGINT'], source.source);
  return { source, next };
}

// Node tells this file of all servers of the process, those of the next file included, and its connections
// would be closed.
afterAll(() => new Promise((resolve) => setTimeout(resolve, kDeadline + 100)));

describe('drainOnSignals', () => {
  afterEach(() => {
    for (const state of record.broadcasters.values()) closeBroadcaster(state);
    record.broadcasters.clear();
    jest.restoreAllMocks();
  });

  it('drains every open broadcaster before anybody else hears of the signal', async () => {
    const one = open('one');
    const two = open('two');
    closeBroadcaster(open('closed').state);
    const { source, next } = wire();
    next.mockImplementation(() => expect(record.answers.size).toBe(0));
    source.receive('SIGTERM');
    expect(next).not.toHaveBeenCalled();
    await eventually(() => next.mock.calls.length > 0);
    expect([one.fake.drains, two.fake.drains, fakeOf('closed').drains]).toEqual([[500], [500], []]);
    expect(one.logger.info).toHaveBeenCalledWith(
      'ssecast: the process shuts down, so the broadcaster one ended its streams: 0 of 0 ' +
        'clients received every event, 0 missed events because of the deadline, 0 disconnected before',
    );
  });

  it('waits for the backplane, and reports what that did not take', async () => {
    const { state, logger } = open('backplane');
    const flush = jest.fn(async () => 2);
    state.backplane = { key: 'fake', flush, close: jest.fn() };
    const { source, next } = wire();
    source.receive('SIGTERM');
    await eventually(() => next.mock.calls.length > 0);
    expect(flush).toHaveBeenCalledWith(500);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'the backplane of the broadcaster backplane did not take 2 events in time',
      ),
    );
    closeBroadcaster(state);
    expect(state.backplane.close).toHaveBeenCalledTimes(1);
  });

  it('is one drain for both signals', async () => {
    const { fake } = open('both');
    const { source, next } = wire();
    source.receive('SIGINT');
    source.receive('SIGTERM');
    await eventually(() => next.mock.calls.length > 0 && source.kill.mock.calls.length > 0);
    expect(fake.drains).toEqual([500]);
    expect(source.kill.mock.calls).toEqual([[4711, 'SIGINT']]);
  });

  it('passes the signal on at once when there is no broadcaster, or none that is open', () => {
    closeBroadcaster(open('closed').state);
    const { source, next } = wire();
    source.receive('SIGTERM');
    expect(next).toHaveBeenCalledTimes(1);
  });

  it('is wired once', () => {
    const { source } = wire();
    const again = new FakeProcess();
    drainOnSignals(5, ['SIGTERM'], again.source);
    expect([source.listenerCount('SIGTERM'), again.listenerCount('SIGTERM')]).toEqual([1, 0]);
  });

  it('passes the signal on although a broadcaster fails, and says so', async () => {
    const failing = open('failing');
    const closed = open('elsewhere');
    jest.spyOn(failing.fake, 'drain').mockImplementation(() => {
      throw new Error('out of memory');
    });
    // By another thread, of which this one has not heard.
    closed.fake.close();
    const { source, next } = wire();
    source.receive('SIGTERM');
    await eventually(() => next.mock.calls.length > 0);
    expect(failing.logger.error).toHaveBeenCalledWith(
      'ssecast: the process shuts down, but the broadcaster failing could not end its streams in good order',
      expect.objectContaining({ message: 'out of memory' }),
    );
    expect(closed.logger.error).not.toHaveBeenCalled();
  });

  it('warns of clients that did not get everything, and of a history that was not written', async () => {
    const { fake, logger } = open('late');
    const history = { events: 0, bytes: 0, error: 'the disk is full' };
    fake.report = { clients: 3, flushed: 1, unflushed: 2, history };
    const { source, next } = wire();
    source.receive('SIGTERM');
    await eventually(() => next.mock.calls.length > 0);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        '1 of 3 clients received every event, 2 missed events because of the deadline',
      ),
    );
    expect(logger.error).toHaveBeenCalledWith(
      'ssecast: the process shuts down, but the broadcaster late could not write its history: the disk is full',
    );
  });

  it('closes afterwards the connections that Node waits for, not before', async () => {
    const app = await serve((request, response) => {
      if (request.url !== '/waits') response.end('ok');
    });
    const { source, next } = wire(100);
    await app.request('GET / HTTP/1.1\nHost: a\nConnection: close').ended;
    // Newer versions of Node do not wait for connections without a request.
    const idle = app.request('GET /waits HTTP/1.1\nHost: a');
    await new Promise((resolve) => setTimeout(resolve, 100));
    let closed = false;
    next.mockImplementation(() => {
      app.server.close(() => {
        closed = true;
      });
    });
    const begun = performance.now();
    source.receive('SIGTERM');
    await later();
    expect(closed).toBe(false);
    await idle.ended;
    await eventually(() => closed);
    expect(performance.now() - begun).toBeGreaterThan(80);
    expect([...record.servers].map((each) => each.deref())).toEqual([app.server]);
  });
});

describe('the servers that are remembered', () => {
  it('are a bounded number, the newest', async () => {
    record.servers.clear();
    wire();
    for (let count = 0; count < 70; count++) {
      const app = await serve((_request, response) => void response.end('ok'));
      await app.request('GET / HTTP/1.1\nHost: a\nConnection: close').ended;
      await app.close();
    }
    expect(record.servers.size).toBeLessThanOrEqual(64);
    expect(record.servers.size).toBeGreaterThan(0);
  });
});
