import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import {
  createSessionEventsHook,
  createWorkspaceProvider,
  useDashboardSSE,
  useSSE,
} from '../../../lib/react/index.js';

const useSession = createSessionEventsHook({ url: '/api/events' });
const { WorkspaceEventsProvider, useWorkspaceEvents } = createWorkspaceProvider({
  url: '/api/events',
});

function Page() {
  const { status, isConnecting, events } = useSSE({ channels: ['a'], token: () => 'token' });
  return createElement('p', null, `${status} ${isConnecting} ${events.length}`);
}

function Dashboard() {
  const { status, data } = useDashboardSSE({ initialData: 5, cursor: '5-1' });
  return createElement('p', null, `${status} ${data}`);
}

function Session() {
  return createElement('p', null, useSession('s1', {}).status);
}

function Workspace() {
  const { workspaceId, isConnected } = useWorkspaceEvents();
  return createElement('p', null, `${workspaceId} ${isConnected}`);
}

test.each([
  ['useSSE', createElement(Page), '<p>idle false 0</p>'],
  ['useDashboardSSE, with its initial data', createElement(Dashboard), '<p>idle 5</p>'],
  ['a hook of sessions', createElement(Session), '<p>idle</p>'],
  [
    'a provider of workspaces',
    createElement(WorkspaceEventsProvider, { workspaceId: 'w1' }, createElement(Workspace)),
    '<p>w1 false</p>',
  ],
])('%s renders on a server, without a connection and without a trace', (_what, page, html) => {
  const fetch = jest.spyOn(globalThis, 'fetch');
  const warn = jest.spyOn(console, 'error');
  expect(renderToString(page)).toBe(html);
  expect(fetch).not.toHaveBeenCalled();
  expect(warn).not.toHaveBeenCalled();
});
