import '../support/fake-native.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { findBroadcaster } from 'ssecast/native';
import { accept } from 'ssecast/node';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { eventually, serve, type TestServer } from '../support/http.js';

const get = 'GET /?lastEventId=5-1 HTTP/1.1\nHost: a';

describe('accept', () => {
  let app: TestServer;
  let listener: (request: IncomingMessage, response: ServerResponse) => void;
  const logger = fakeLogger();
  const live = createBroadcaster({ logger });
  const fake = fakeOf();

  beforeAll(async () => {
    app = await serve((request, response) => listener(request, response));
  });

  beforeEach(() => {
    listener = (request, response) => void live.accept(request, response, { userId: 'ann' });
    live.disconnect('all');
    for (const list of [fake.adopted, fake.attached, fake.disconnected, fake.admissions]) {
      list.length = 0;
    }
    fake.adoption = true;
    fake.maxConnections = 100;
  });

  afterAll(() => app.close());

  it('sends the head with the headers of a stream and of the app, and hands over', async () => {
    let returned: string | undefined;
    listener = (request, response) => {
      response.setHeader('Set-Cookie', 'a=b');
      returned = live.accept(request, response);
    };
    const head = (await app.request(get).ended).toLowerCase();
    expect(head).toMatch(/^http\/1.1 200 ok/);
    for (const header of [
      'content-type: text/event-stream\r\n',
      'cache-control: no-cache, no-transform\r\n',
      'x-accel-buffering: no\r\n',
      'set-cookie: a=b\r\n',
    ]) {
      expect(head).toContain(header);
    }
    expect(fake.adopted).toEqual([{ clientId: returned, fd: expect.any(Number), chunked: true }]);
    expect(fake.admissions).toMatchObject([{ lastEventId: '5-1', channels: [] }]);
  });

  it('takes the default broadcaster from ssecast/node, too', async () => {
    listener = (request, response) => void accept(request, response, { userId: 'bob' });
    await app.request(get).ended;
    expect(fake.admissions).toMatchObject([{ userId: 'bob' }]);
  });

  /** A client on the stream path, and its response. */
  async function streaming() {
    fake.adoption = false;
    let node: ServerResponse | undefined;
    listener = (request, response) => {
      node = response;
      live.accept(request, response);
    };
    const connection = app.request(get);
    await connection.until('\r\n\r\n');
    return { connection, clientId: fake.attached[0] as string, response: node as ServerResponse };
  }

  it.each<[string, (response: ServerResponse) => void]>([
    ['ends the response while bytes wait', (response) => response.end()],
    ['destroys the response while bytes wait', (response) => response.destroy()],
  ])('survives an event after the app %s', async (_what, finish) => {
    const { clientId, response, connection } = await streaming();
    // More than any socket takes while nothing is read.
    response.socket?.cork();
    fake.send(clientId, 'x'.repeat(100_000));
    finish(response);
    fake.send(clientId, 'data: 1\n\n');
    await eventually(() => fake.disconnected.length > 0);
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    response.socket?.uncork();
    connection.close();
    await new Promise(setImmediate);
    expect(findBroadcaster('default')?.streams.size).toBe(0);
  });

  it('survives an error of the response', async () => {
    const { clientId, response, connection } = await streaming();
    response.emit('error', new Error('of a plugin'));
    await eventually(() => fake.disconnected.length > 0);
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    connection.close();
  });

  it('ends a client whose response throws, and says so', async () => {
    const { clientId, response, connection } = await streaming();
    const error = new Error('of middleware');
    response.write = () => {
      throw error;
    };
    fake.send(clientId, 'data: 1\n\n');
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('its response failed'),
      error,
    );
    await connection.until('0\r\n\r\n');
    expect(findBroadcaster('default')?.streams.size).toBe(0);
    connection.close();
  });

  it('writes what comes where the connection cannot be handed over', async () => {
    fake.adoption = false;
    const connection = app.request(get);
    await connection.until('\r\n\r\n');
    const clientId = fake.attached[0] as string;
    fake.send(clientId, 'data: 1\n\n');
    fake.send(clientId, '');
    fake.send(clientId, 'data: 2\n\n', true);
    await connection.until('0\r\n\r\n');
    expect(connection.text).toMatch(/data: 1\n\n.*data: 2\n\n/s);
    expect(fake.pulls.filter((each) => each === clientId)).toHaveLength(3);
    connection.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fake.disconnected).toEqual([]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('asks for no more than the connection takes', async () => {
    fake.adoption = false;
    let response: ServerResponse | undefined;
    listener = (request, answered) => {
      response = answered;
      live.accept(request, answered);
    };
    const connection = app.request(get);
    await connection.until('\r\n\r\n');
    const clientId = fake.attached[0] as string;
    const asked = () => fake.pulls.filter((each) => each === clientId).length;
    jest.spyOn(response as ServerResponse, 'write').mockReturnValueOnce(false);
    fake.send(clientId, 'x');
    expect(asked()).toBe(1);
    response?.emit('drain');
    expect(asked()).toBe(2);
    connection.close();
  });

  it('disconnects the client once when the peer goes away', async () => {
    fake.adoption = false;
    const connection = app.request(get);
    await connection.until('\r\n\r\n');
    const clientId = fake.attached[0] as string;
    connection.close();
    await eventually(() => fake.disconnected.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fake.disconnected).toEqual([{ keys: clientId, reason: 'client' }]);
    fake.send(clientId, 'late');
  });

  it('ends the response when the client is disconnected', async () => {
    fake.adoption = false;
    const connection = app.request(get);
    await connection.until('\r\n\r\n');
    expect(live.disconnect({ user: 'ann' })).toBe(1);
    await connection.until('0\r\n\r\n');
    expect(findBroadcaster('default')?.streams.size).toBe(0);
    connection.close();
  });

  it('admits nobody for a response that was closed before', async () => {
    fake.adoption = false;
    let done = false;
    listener = (request, response) => {
      response.once('close', () => {
        live.accept(request, response);
        done = true;
      });
      response.destroy();
    };
    app.request(get);
    await eventually(() => done);
    expect(fake.admissions).toEqual([]);
  });

  it('answers HEAD without a client', async () => {
    const head = await app.request('HEAD / HTTP/1.1\nHost: a\nConnection: close').ended;
    expect(head.toLowerCase()).toContain('content-type: text/event-stream');
    expect(fake.admissions).toEqual([]);
  });

  it('answers 503 with Retry-After when there are too many', async () => {
    fake.maxConnections = 0;
    const answer = await app.request(`${get}\nConnection: close`).ended;
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer).toMatch(/\r\nRetry-After: ([5-9]|1[0-5])\r\n/);
    expect(answer).toContain('Too many event streams');
  });

  it('answers 429 with Retry-After when the user has too many', async () => {
    fake.maxConnectionsPerUser = 1;
    await app.request(get).ended;
    const answer = await app.request(`${get}\nConnection: close`).ended;
    fake.maxConnectionsPerUser = 0;
    expect(answer).toMatch(/^HTTP\/1.1 429 /);
    expect(answer).toMatch(/\r\nRetry-After: ([5-9]|1[0-5])\r\n/);
    expect(answer).toContain('for this user');
  });

  it('answers 503 while the server restarts', async () => {
    fake.isDraining = true;
    const answer = await app.request(`${get}\nConnection: close`).ended;
    fake.isDraining = false;
    expect(answer).toMatch(/^HTTP\/1.1 503 .*\r\nRetry-After: \d+\r\n.*restarting/s);
  });

  it('refuses a response whose head is sent, before admitting anybody', async () => {
    let failure: unknown;
    listener = (request, response) => {
      response.flushHeaders();
      try {
        live.accept(request, response);
      } catch (error) {
        failure = error;
      }
      response.end();
    };
    await app.request(`${get}\nConnection: close`).ended;
    expect(failure).toHaveProperty('code', 'ERR_SSECAST_HEADERS_SENT');
    expect(fake.admissions).toEqual([]);
  });
});
