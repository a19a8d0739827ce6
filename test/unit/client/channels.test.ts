import { acquireConnection, type Lease, type SSEErrorEvent } from '../../../lib/client/index.js';
import { type SSEServer, startServer, type Visit } from './support/sse-server.js';
import { until } from './support/until.js';

interface Change {
  clientId: string;
  join: string[];
  leave: string[];
}

const greeting = (id: string) =>
  `retry: 5\nid: 1700000000000-1\nevent: connected\ndata: {"clientId":"${id}","resumed":true}\n\n`;

let server: SSEServer;
let leases: Lease[];
let changes: Change[];
let streams: string[][];
/** Answers a change; default: as asked for. */
let answer: (change: Change) => [status: number, body?: object, retryAfter?: string];

async function bodyOf({ request }: Visit): Promise<Change> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

beforeEach(async () => {
  leases = [];
  changes = [];
  streams = [];
  answer = ({ join, leave }) => [200, { joined: join, left: leave, cursor: '1700000000000-9' }];
  server = await startServer((visit) => {
    if (visit.request.method === 'GET') {
      const { searchParams } = new URL(visit.request.url ?? '', 'http://x');
      streams.push(searchParams.getAll('channel'));
      visit.stream(greeting(`c${streams.length}`));
      return;
    }
    void bodyOf(visit).then((change) => {
      changes.push(change);
      const [status, body = {}, retryAfter] = answer(change);
      visit.response.writeHead(status, {
        'Content-Type': 'application/json',
        ...(retryAfter ? { 'Retry-After': retryAfter } : {}),
      });
      visit.response.end(JSON.stringify(body));
    });
  });
});

afterEach(async () => {
  for (const lease of leases) lease.release();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await server.close();
});

function hold(channels: string[] = []) {
  const lease = acquireConnection({ url: server.url, channels, reconnectInterval: 5 });
  leases.push(lease);
  const joined: [string, string][] = [];
  const errors: SSEErrorEvent[] = [];
  lease.connection.listen({
    onJoined: (channel, cursor) => joined.push([channel, cursor]),
    onError: (error) => errors.push(error as SSEErrorEvent),
  });
  return { ...lease, joined, errors };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 40));

async function opened(channels: string[] = []) {
  const held = hold(channels);
  held.connection.connect();
  await until(() => held.connection.getSnapshot().events.length > 0);
  return held;
}

test('the request names what all holders want, each once', async () => {
  const first = hold(['a', 'b & c']);
  first.connection.connect();
  hold(['a', 'd']);
  await until(() => streams.length === 1);
  await soon();
  expect(streams).toEqual([['a', 'b & c', 'd']]);
  expect(changes).toEqual([]);
});

test('later changes go by POST, one for a task, and tell from where a channel is read', async () => {
  const { connection, joined } = await opened(['a']);
  connection.join('b');
  connection.join('c');
  connection.leave('a');
  await until(() => joined.length === 2);
  expect(changes).toEqual([{ clientId: 'c1', join: ['b', 'c'], leave: ['a'] }]);
  expect(joined).toEqual([
    ['b', '1700000000000-9'],
    ['c', '1700000000000-9'],
  ]);
  expect(streams).toHaveLength(1);
});

test('left and joined again within a task is no change', async () => {
  const { connection } = await opened(['a']);
  connection.leave('a');
  connection.join('a');
  await soon();
  expect(changes).toEqual([]);
});

test('the last holder leaves, and nobody can leave for another', async () => {
  const first = await opened(['a']);
  const second = hold(['a']);
  second.connection.leave('a', 'a', 'a');
  await soon();
  expect(changes).toEqual([]);
  first.release();
  hold();
  await until(() => changes.length === 1);
  expect(changes[0]).toMatchObject({ join: [], leave: ['a'] });
});

test('joins from before connected wait for it', async () => {
  const held = hold();
  held.connection.connect();
  held.connection.listen({ onOpen: () => held.connection.join('late') });
  await until(() => held.joined.length === 1);
  expect(streams).toEqual([[]]);
  expect(changes[0]).toMatchObject({ clientId: 'c1', join: ['late'] });
});

test('404: the next stream names the channels itself', async () => {
  answer = () => [404];
  const { connection, errors } = await opened();
  connection.join('a');
  await until(() => streams.length === 2);
  expect(streams[1]).toEqual(['a']);
  await soon();
  expect(changes).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('404 again: no second new stream, the client asks again', async () => {
  answer = () => [404];
  const { connection, errors } = await opened();
  connection.join('a');
  await until(() => streams.length === 2);
  await until(() => connection.getSnapshot().status === 'open');
  connection.join('b');
  await until(() => errors.length === 2);
  expect(streams).toHaveLength(2);
  expect(errors[0]?.message).toContain('asking again in');
});

test('a refused channel is told, the others are joined, and it may be joined anew', async () => {
  answer = ({ join }) =>
    join.includes('secret') ? [403, { error: 'Not yours.', channel: 'secret' }] : [200, {}];
  const { connection, errors, joined } = await opened();
  connection.join('secret', 'open');
  await until(() => joined.length === 1);
  expect(joined).toEqual([['open', '']]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({
    code: 'ERR_SSECAST_CHANNEL_REFUSED',
    channel: 'secret',
    status: 403,
    final: false,
    message: 'The server refused the channel "secret" (403): Not yours.',
  });
  connection.reconnect();
  await until(() => streams.length === 2);
  expect(streams[1]).toEqual(['open']);
  await until(() => connection.getSnapshot().status === 'open');
  connection.join('secret');
  await until(() => errors.length === 2);
});

test('other failures are repeated', async () => {
  answer = () => (changes.length < 3 ? [503] : [200, {}]);
  const { connection, joined, errors } = await opened();
  connection.join('a');
  await until(() => joined.length === 1);
  expect(changes).toHaveLength(3);
  expect(errors[0]?.message).toMatch(/^Channels could not be changed: .*503; asking again in/);
});

test('a name that is none is refused with a sentence', async () => {
  const { connection } = hold();
  expect(() => connection.join('')).toThrow(
    "Expected channels to be an array of names of at least one character but received '' among them",
  );
});

test('a component that mounts does not cut short the time that the server asks for', async () => {
  answer = ({ join }) => (join.includes('first') ? [429, {}, '60'] : [200]);
  const { connection, errors } = await opened();
  connection.join('first');
  await until(() => errors.length === 1);
  for (const name of ['second', 'third', 'fourth']) {
    connection.join(name);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(changes).toHaveLength(1);
});
