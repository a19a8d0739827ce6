import { EventSource } from 'eventsource';
import { createBroadcaster } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { sseHandler } from 'ssecast/handler';
import {
  broadcastEvent,
  connectSSEClient,
  destroySSE,
  initializeSSE,
  sendToSession,
  sendToUser,
} from 'ssecast/manager';
import { register } from 'ssecast/next/instrumentation';
import { sessionEmitter } from 'ssecast/sessions';
import { notifyWorkspaceClients } from 'ssecast/workspaces';
import { sendWebResponse } from '../../unit/support/send-web-response.js';
import { type EventServer, eventually, serveEvents, silent } from '../support/server.js';

/** Each adds a client of the user ann, the session s1 and the workspace w1, as far as its document can. */
const connections = ['manager', 'channels', 'handler', 'session', 'broadcaster'] as const;

describe('the views of the five documents', () => {
  let app: EventServer;
  const heard: Record<string, string[]> = {};
  const sources: EventSource[] = [];
  const more = ['session:s1', 'workspace:w1'];

  beforeAll(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    initializeSSE({ logger: silent, enableLogging: false });
    const sse = createSSE();
    app = await serveEvents(async (request, response) => {
      switch (request.url?.slice(1)) {
        case 'manager':
          return sendWebResponse(await connectSSEClient('ann', 's1'), response);
        case 'channels': {
          const added = sse.addClient();
          for (const channel of ['user:ann', ...more]) sse.subscribe(added.client.id, channel);
          return sendWebResponse(added.response, response);
        }
        case 'handler':
          sseHandler.addClient('h1', 'ann', response);
          for (const channel of more) sse.subscribe('h1', channel);
          return;
        case 'session': {
          response.setHeader('Content-Type', 'text/event-stream');
          response.flushHeaders();
          const stop = sessionEmitter.subscribe('s1', (block) => response.write(block));
          return response.once('close', stop);
        }
        default:
          return createBroadcaster().accept(request, response, { userId: 'ann', channels: more });
      }
    });
    for (const name of connections) {
      const own: string[] = [];
      heard[name] = own;
      const source = new EventSource(`${app.origin}/${name}`);
      sources.push(source);
      source.onmessage = ({ data }) => own.push(JSON.parse(data).type);
      source.addEventListener('named', ({ data }) => own.push(JSON.parse(data)));
    }
    await eventually(() => sseHandler.getClients().length === connections.length);
    for (const { id } of sseHandler.getClients()) sse.subscribe(id, 'workspace:w1');
  });

  afterAll(async () => {
    for (const source of sources) source.close();
    await app.close();
    destroySSE();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('reach the clients of every other', async () => {
    const sse = createSSE();
    const counts = [
      sendToSession('s1', { event: 'named', data: 'manager' }),
      broadcastEvent({ event: 'named', data: 'all' }),
      sse.broadcast('session:s1', 'named', 'channels'),
      sse.broadcastAll('named', 'channels-all'),
      sseHandler.broadcastEvent('named', 'handler'),
      sessionEmitter.emit('s1', { type: 'emitter', data: 1 }),
      notifyWorkspaceClients('w1', { type: 'workspace' }),
      createBroadcaster().publish({ session: 's1' }, { event: 'named', data: 'live' }).clients,
    ];
    expect(counts).toEqual(counts.map(() => connections.length));
    await eventually(() => Object.values(heard).every(({ length }) => length === counts.length));
    for (const name of connections) {
      expect([name, heard[name]]).toEqual([
        name,
        ['manager', 'all', 'channels', 'channels-all', 'handler', 'emitter', 'workspace', 'live'],
      ]);
    }
  });

  it('know the users of every other', async () => {
    for (const own of Object.values(heard)) own.length = 0;
    const users = [
      sendToUser('ann', { event: 'named', data: 1 }),
      sseHandler.sendEventToUser('ann', 'named', 2),
      createSSE().broadcast('user:ann', 'named', 3),
    ];
    // The subscription to the session belongs to no user.
    expect(users).toEqual([4, 4, 4]);
    const others = connections.filter((name) => name !== 'session');
    await eventually(() => others.every((name) => heard[name]?.length === 3));
    for (const name of others) expect(heard[name]).toEqual([1, 2, 3]);
    expect(heard.session).toEqual([]);
  });
});
