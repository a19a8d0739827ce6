import { act } from '@testing-library/react';
import type { ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import {
  createSessionEventsHook,
  createWorkspaceProvider,
  useDashboardSSE,
  useSSE,
} from '../../../lib/react/index.js';
import { installEndpoint } from './support/endpoint.js';
import { settle } from './support/settle.js';

const useSession = createSessionEventsHook({ url: '/api/events' });
const { WorkspaceEventsProvider, useWorkspaceEvents } = createWorkspaceProvider({
  url: '/api/events',
});
function Page() {
  return <p>{useSSE().status}</p>;
}
function Dashboard() {
  const { status, data } = useDashboardSSE({ initialData: 5, cursor: '5-1' });
  return <p>{`${status} ${data}`}</p>;
}
function Session() {
  return <p>{useSession('s1', {}).status}</p>;
}
function Workspace() {
  return <p>{useWorkspaceEvents().status}</p>;
}

test.each<[string, ReactNode, string, string]>([
  ['useSSE', <Page key="a" />, 'idle', 'open'],
  ['useDashboardSSE', <Dashboard key="a" />, 'idle 5', 'open 5'],
  ['a hook of sessions', <Session key="a" />, 'idle', 'open'],
  [
    'a provider of workspaces',
    <WorkspaceEventsProvider key="a" workspaceId="w1">
      <Workspace />
    </WorkspaceEventsProvider>,
    'idle',
    'open',
  ],
])(
  '%s hydrates what the server rendered without a mismatch, then connects',
  async (_what, page, before, after) => {
    installEndpoint();
    const mismatch = jest.fn();
    const container = document.createElement('div');
    container.innerHTML = `<p>${before}</p>`;
    const root = await act(async () =>
      hydrateRoot(container, page, { onRecoverableError: mismatch }),
    );
    await settle();
    expect(container.textContent).toBe(after);
    expect(mismatch).not.toHaveBeenCalled();
    act(() => root.unmount());
    await settle();
  },
);
