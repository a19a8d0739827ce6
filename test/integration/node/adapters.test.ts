import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import { type Broadcaster, createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { createFastifyHandler, createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, serveEvents, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

/** What a test asks each server. */
interface Question {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What came back: without the headers of the connection, and with what differs by chance replaced. */
interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const adapters = ['next', 'node', 'fastify'] as const;
type Adapter = (typeof adapters)[number];

const listed = 'https://app.example.com';
const cross = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
const ann = { 'X-User': 'ann' };

/** The answer of an application, by the header `X-User`. */
function authorized(user: string | undefined): Identity | Response | undefined {
  if (user === undefined) return undefined;
  if (user === 'fails') throw new Error('the database is away');
  if (user === 'false') return false as never;
  if (user === 'misspelt') return { user: 'ann' } as never;
  if (user === 'number') return { userId: 4 as never };
  if (user === 'expired') return { userId: 'ann', expiresAt: 1 };
  if (user === 'taken') return { userId: 'ann', clientId: 'ann-1' };
  if (user === 'redirected') return Response.redirect('https://login.example.com/', 307);
  if (user === 'forbidden') {
    const headers = { Vary: 'Cookie', 'Set-Cookie': 'a=1', 'X-Own': 'yes' };
    return Response.json({ own: true }, { status: 403, headers });
  }
  return { userId: user, channels: ['news'] };
}

const rules = {
  channels: (channel: string) => channel.startsWith('team:'),
  sessions: (session: string) => session === 's1',
  cors: { origins: [listed], credentials: true },
};

const questions: [status: number, what: string, question: Question][] = [
  [200, 'a stream', { headers: ann }],
  [200, 'a stream with channels', { headers: ann, path: '/?channel=team:a&channel=session:s1' }],
  [200, 'a stream of a listed origin', { headers: { ...ann, Origin: listed } }],
  [403, 'a stream that may not have its channel', { headers: ann, path: '/?channel=secret' }],
  [403, 'a stream that asks for a user', { headers: ann, path: '/?channel=user:bob' }],
  [400, 'a stream with a channel that cannot be', { headers: ann, path: '/?channel=%00' }],
  [200, 'HEAD', { method: 'HEAD', headers: ann }],
  [401, 'HEAD of a client that is not let in', { method: 'HEAD' }],
  [403, 'a page of another site', { headers: { ...ann, ...cross } }],
  [403, 'a POST of a page of another site', { method: 'POST', headers: cross, body: {} }],
  [401, 'a client that is not let in', {}],
  [401, 'a client that is not let in, of a listed origin', { headers: { Origin: listed } }],
  [500, 'a client whose authorize fails', { headers: { 'X-User': 'fails' } }],
  [500, 'a client whose authorize answers false', { headers: { 'X-User': 'false' } }],
  [500, 'an identity with an unknown key', { headers: { 'X-User': 'misspelt' } }],
  [500, 'an identity with a wrong type', { headers: { 'X-User': 'number' } }],
  [401, 'an identity that has expired', { headers: { 'X-User': 'expired' } }],
  [409, 'an id that is taken', { headers: { 'X-User': 'taken' } }],
  [307, 'a redirect of the application', { headers: { 'X-User': 'redirected' } }],
  [403, 'an answer of the application', { headers: { 'X-User': 'forbidden', Origin: listed } }],
  [
    403,
    'an answer of the application to HEAD',
    { method: 'HEAD', headers: { 'X-User': 'forbidden' } },
  ],
  [204, 'a preflight', { method: 'OPTIONS', headers: { Origin: listed } }],
  [204, 'a preflight of another site', { method: 'OPTIONS', headers: cross }],
  [204, 'OPTIONS without an origin', { method: 'OPTIONS' }],
  [200, 'joining', post({ clientId: 'ann-1', join: ['team:a', 'team:b'] })],
  [
    200,
    'joining again, and a session',
    post({ clientId: 'ann-1', join: ['team:a', 'session:s1'] }),
  ],
  [200, 'leaving', post({ clientId: 'ann-1', leave: ['team:a'] })],
  [403, 'joining what may not be read', post({ clientId: 'ann-1', join: ['team:c', 'secret'] })],
  [403, 'joining another session', post({ clientId: 'ann-1', join: ['session:s2'] })],
  [400, 'joining and leaving at once', post({ clientId: 'ann-1', join: ['a'], leave: ['a'] })],
  [
    400,
    'joining 101 channels',
    post({ clientId: 'ann-1', join: Array.from({ length: 101 }, String) }),
  ],
  [404, 'joining for an unknown client', post({ clientId: 'nobody', join: ['team:a'] })],
  [404, "joining for another user's client", post({ clientId: 'ann-1', join: ['team:a'] }, 'bob')],
  [401, 'a POST that is not let in', { method: 'POST', body: { clientId: 'ann-1' } }],
  [200, 'identify', post({ identify: true })],
  [400, 'a body that is no JSON', post('{')],
  [400, 'a body that is JSON of another kind', post('[]')],
  [400, 'no body', post('')],
  [413, 'a body that is too large', post(`"${'a'.repeat(64 * 1024)}"`)],
  [405, 'PUT', { method: 'PUT', headers: ann, body: {} }],
  [405, 'DELETE of a listed origin', { method: 'DELETE', headers: { ...ann, Origin: listed } }],
];

function post(body: unknown, user = 'ann'): Question {
  const headers = { 'Content-Type': 'application/json', 'X-User': user };
  return { method: 'POST', headers, body };
}

describe('the same question to each adapter', () => {
  const servers = {} as Record<Adapter, { live: Broadcaster; app: EventServer }>;

  beforeAll(async () => {
    for (const adapter of adapters) {
      const live = createBroadcaster({ name: `adapter-${adapter}`, logger: silent });
      const app = await serveAs(adapter, live);
      servers[adapter] = { live, app };
    }
  });

  beforeEach(async () => {
    for (const adapter of adapters) {
      const { live } = servers[adapter];
      live.disconnect('all');
      await live.connect({ userId: 'ann', clientId: 'ann-1', channels: ['team:z'] });
    }
  });

  afterAll(async () => {
    for (const adapter of adapters) await closeAll(servers[adapter].live, servers[adapter].app);
  });

  test.each(questions)('%i for %s', async (status, _what, question) => {
    const answers = {} as Record<Adapter, Answer>;
    const channels = {} as Record<Adapter, string[] | undefined>;
    for (const adapter of adapters) {
      answers[adapter] = await ask(servers[adapter].app.origin, question);
      channels[adapter] = servers[adapter].live.client('ann-1')?.channels;
    }
    expect(answers.node).toEqual(answers.next);
    expect(answers.fastify).toEqual(answers.next);
    expect([channels.node, channels.fastify]).toEqual([channels.next, channels.next]);
    expect(answers.next.status).toBe(status);
  });
});

function serveAs(adapter: Adapter, broadcaster: Broadcaster): Promise<EventServer> {
  if (adapter === 'next') {
    const { GET, POST, OPTIONS } = createSSERoute({
      ...rules,
      broadcaster,
      authorize: (request: Request) => authorized(request.headers.get('x-user') ?? undefined),
    });
    // Next gives a method without a handler the answer 405 itself.
    return serveRoute((request) =>
      request.method === 'POST'
        ? POST(request)
        : request.method === 'OPTIONS'
          ? OPTIONS(request)
          : GET(request),
    );
  }
  const userOf = (request: IncomingMessage) => request.headers['x-user'] as string | undefined;
  if (adapter === 'node') {
    const authorize = (request: IncomingMessage) => authorized(userOf(request));
    return serveEvents(createSSEHandler({ ...rules, broadcaster, authorize }));
  }
  const handle = createFastifyHandler({
    ...rules,
    broadcaster,
    authorize: (request) => authorized(userOf(request.raw as IncomingMessage)),
  });
  return serveEvents((request, response) => {
    const reply = { raw: response, sent: false, hijack: () => undefined, getHeaders: () => ({}) };
    return handle({ raw: request }, reply);
  });
}

async function ask(origin: string, { method = 'GET', path = '/', headers, body }: Question) {
  const request = send(`${origin}${path}`, { method, headers, agent: false });
  if (body !== undefined) request.write(typeof body === 'string' ? body : JSON.stringify(body));
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const answer = await answerOf(response, method);
  request.destroy();
  return answer;
}

/** Of a stream only the first chunk is read, for it does not end. */
async function answerOf(response: IncomingMessage, method: string): Promise<Answer> {
  const isStream = response.headers['content-type'] === 'text/event-stream' && method !== 'HEAD';
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (isStream && body.includes('event: connected')) break;
  }
  return {
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    body: isStream ? 'a stream' : body.replace(/"cursor":"[^"]+"/, '"cursor":"…"'),
  };
}

/** Headers that Node writes for the connection, and not the adapter. */
const ofConnection = ['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length'];

function headersOf({ headers }: IncomingMessage): Answer['headers'] {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.includes(name));
  // Refused clients come back at different times.
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'retry-after' ? '…' : value]),
  );
}
