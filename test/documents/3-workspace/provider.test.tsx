import '../support/browser.js';
import { act, render, waitFor } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { createBroadcaster } from 'ssecast';
import { destroySSE, initializeSSE } from 'ssecast/manager';
import { createSSERoute } from 'ssecast/next';
import { createWorkspaceProvider } from 'ssecast/react';
import { notifyWorkspaceClients } from 'ssecast/workspaces';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from '../support/page.js';
import { type Workspace, workspace } from '../support/workspaces.js';
import type { WorkspaceEvent } from './printed/events.js';

interface Props {
  workspace: Workspace;
  children?: ReactNode;
}

const { WorkspaceEventsProvider } = createWorkspaceProvider<WorkspaceEvent>({
  url: (workspaceId) => `/api/workspaces/${workspaceId}/events`,
});

/** The provider of the document with its `switch`, and our connection in place of its own. */
function WorkspaceProvider({ workspace: initial, children }: Props) {
  const [workspace, setWorkspace] = useState(initial);
  const [selectedChannelId, setSelectedChannelId] = useState('c1');
  const onEvent = (data: WorkspaceEvent) => {
    switch (data.type) {
      case 'CHANNEL_UPDATED':
        setWorkspace((prev) => ({
          ...prev,
          channels: prev.channels.map((c) => (c.id === data.channel.id ? data.channel : c)),
        }));
        break;

      case 'CHANNEL_DELETED':
        setWorkspace((prev) => ({
          ...prev,
          channels: prev.channels.filter((c) => c.id !== data.channelId),
        }));
        // Redirect if needed
        if (selectedChannelId === data.channelId) {
          setSelectedChannelId(data.generalChannelId);
        }
        break;
    }
  };
  return (
    <WorkspaceEventsProvider workspaceId={workspace.id} onEvent={onEvent}>
      <button type="button" onClick={() => setSelectedChannelId('c2')}>
        {`${workspace.channels.map(({ name }) => name).join(' ')} / ${selectedChannelId}`}
        {children}
      </button>
    </WorkspaceEventsProvider>
  );
}

const { GET } = createSSERoute({ authorize: () => ({ channels: ['workspace:w1'] }) });
let app: EventServer;
let page: Page;

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => GET(request));
  page = visit(app.origin);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 3, "Establishing Connection": createWorkspaceProvider keeps the connection', async () => {
  const live = createBroadcaster();
  const { container, unmount } = render(<WorkspaceProvider workspace={workspace()} />);
  expect(container.textContent).toBe('general news / c1');
  await waitFor(() => expect(live.clients()).toHaveLength(1));
  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_UPDATED',
    channel: { id: 'c2', workspaceId: 'w1', name: 'renamed' },
  });
  await waitFor(() => expect(container.textContent).toBe('general renamed / c1'));

  const { connections } = live.stats();
  act(() => container.querySelector('button')?.click());
  expect(container.textContent).toBe('general renamed / c2');
  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_DELETED',
    channelId: 'c2',
    generalChannelId: 'c1',
  });
  await waitFor(() => expect(container.textContent).toBe('general / c1'));
  expect(live.stats().connections).toBe(connections);
  unmount();
  await eventually(() => live.clients().length === 0);
});
