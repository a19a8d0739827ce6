import '../support/browser.js';
import { render, waitFor } from '@testing-library/react';
import { type SetStateAction, useState } from 'react';
import { createBroadcaster } from 'ssecast';
import { destroySSE, initializeSSE } from 'ssecast/manager';
import { createSSERoute } from 'ssecast/next';
import { createSessionEventsHook } from 'ssecast/react';
import { sessionEmitter } from 'ssecast/sessions';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from '../support/page.js';
import { type RetrospectiveItem, useItems } from './printed/component.js';
import { useRetrospectiveEvents as usePrintedEvents } from './printed/hook.js';

const useSessionEvents = createSessionEventsHook<Record<string, unknown>>({
  url: (sessionId) => `/api/retrospective/${sessionId}/events`,
});

const changed = jest.fn();
let app: EventServer;
let page: Page;
type Context = { params: { id: string } };
const { GET } = createSSERoute<Context>({
  authorize: (_, { params }) => ({ sessionId: params.id }),
});

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    const [, , , id = ''] = new URL(request.url).pathname.split('/');
    // As Next calls it, with the parameters of the route.
    const get = GET as unknown as (request: Request, context: Context) => Promise<Response>;
    return get(request, { params: { id } });
  });
  page = visit(app.origin);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test.each([
  ['the hook as printed', usePrintedEvents],
  ['createSessionEventsHook', useSessionEvents],
])(
  'document 1, "React Hook Pattern" and "Gebruik in Components": %s',
  async (_name, useRetrospectiveEvents) => {
    function Board({ sessionId, unit }: { sessionId: string; unit: string }) {
      const [items, setItems] = useState<RetrospectiveItem[]>([]);
      useItems({
        useRetrospectiveEvents,
        sessionId,
        setItems: (change: SetStateAction<RetrospectiveItem[]>) => {
          changed(unit);
          setItems(change);
        },
      });
      return <p>{items.map(({ id, voteCount = 0 }) => `${id}:${voteCount}${unit}`).join(' ')}</p>;
    }

    const live = createBroadcaster();
    changed.mockClear();
    const { container, rerender, unmount } = render(<Board sessionId="s1" unit="" />);
    await waitFor(() => expect(live.clientsIn('session:s1')).toHaveLength(1));
    const sessionId = 's1';
    for (const id of ['a', 'b'])
      sessionEmitter.emit(sessionId, { type: 'item:added', data: { id } });
    sessionEmitter.emit('s2', { type: 'item:added', data: { id: 'of another session' } });
    sessionEmitter.emit(sessionId, { type: 'vote:added', data: { itemId: 'b' } });
    await waitFor(() => expect(container.textContent).toBe('a:0 b:1'));
    rerender(<Board sessionId="s1" unit=" votes" />);
    sessionEmitter.emit(sessionId, { type: 'vote:added', data: { itemId: 'a' } });
    await waitFor(() => expect(container.textContent).toBe('a:1 votes b:1 votes'));
    // The handlers are those of the latest render.
    expect(changed.mock.calls).toEqual([[''], [''], [''], [' votes']]);
    expect(live.stats().connections).toBe(live.clients().length + closed);
    unmount();
    await eventually(() => live.clients().length === 0);
    closed += 1;
  },
);

/** Connections of the tests before: rendering again makes no other. */
let closed = 0;
