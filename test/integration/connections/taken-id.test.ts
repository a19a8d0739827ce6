import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, serveEvents } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

const authorize = () => ({ clientId: 'tab', userId: 'ann' });
const servers: Record<string, (live: Broadcaster) => Promise<EventServer>> = {
  'the route of Next': (broadcaster) => serveRoute(createSSERoute({ authorize, broadcaster }).GET),
  'the handler of Node': (broadcaster) => serveEvents(createSSEHandler({ authorize, broadcaster })),
};

it.each(Object.keys(servers))(
  '%s answers 409 for an id that is taken, and logs nothing',
  async (kind) => {
    const error = jest.fn();
    const quiet = () => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error };
    const live = createBroadcaster({ name: `taken-${kind}`, logger });
    const app = await (servers[kind] as (typeof servers)[string])(live);
    const first = app.open();
    await first.next('connected');
    const answer = await fetch(app.origin);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({
      error:
        'Another client has the id of this client. Disconnect that one first, or connect with another id',
    });
    expect(error).not.toHaveBeenCalled();
    expect(first.finished).toBe(false);
    live.disconnect({ client: 'tab' });
    const again = app.open();
    await again.next('connected');
    await closeAll(live, app);
  },
);
