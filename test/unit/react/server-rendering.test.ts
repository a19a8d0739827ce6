import { createElement, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import {
  createHooks,
  createPresence,
  createSessionEventsHook,
  createWorkspaceProvider,
  useDashboardSSE,
  useSSE,
} from '../../../lib/react/index.js';
import type { live } from '../../types/shop.js';

const { useLive } = createHooks<typeof live>();
const { usePresence } = createPresence<typeof live>();
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

function Room() {
  const { lastEvent, isConnected } = useLive('room:5', { message: () => undefined });
  return createElement('p', null, `${lastEvent} ${isConnected}`);
}

function Members() {
  const { count } = usePresence('room:5', {
    initial: [{ userId: 'ann', metadata: { name: 'Ann' } }],
  });
  return createElement('p', null, count);
}

const pages: [string, ReactNode, string][] = [
  ['useSSE', createElement(Page), '<p>idle false 0</p>'],
  ['useDashboardSSE, with its initial data', createElement(Dashboard), '<p>idle 5</p>'],
  ['a hook of sessions', createElement(Session), '<p>idle</p>'],
  [
    'a provider of workspaces',
    createElement(WorkspaceEventsProvider, { workspaceId: 'w1' }, createElement(Workspace)),
    '<p>w1 false</p>',
  ],
  ['useLive', createElement(Room), '<p>null false</p>'],
  ['usePresence, with its initial members', createElement(Members), '<p>1</p>'],
];

test.each(pages)(
  '%s renders on a server, without a connection and without a trace',
  (_what, page, html) => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    const warn = jest.spyOn(console, 'error');
    expect(renderToString(page)).toBe(html);
    expect(fetch).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  },
);

// With Cache Components, Next renders pages in advance, and fails the build over what differs from one
// visit to the next.
test.each(pages)('%s renders without the time and without chance', (_what, page, html) => {
  const unstable = () => {
    throw new Error('differs from one visit to the next');
  };
  const spies = [
    jest.spyOn(Date, 'now').mockImplementation(unstable),
    jest.spyOn(Math, 'random').mockImplementation(unstable),
    jest.spyOn(crypto, 'randomUUID').mockImplementation(unstable),
    jest.spyOn(crypto, 'getRandomValues').mockImplementation(unstable),
  ];
  try {
    expect(renderToString(page)).toBe(html);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
});
