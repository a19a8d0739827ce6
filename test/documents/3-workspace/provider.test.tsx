import '../support/browser.js';
import { act, render, waitFor } from '@testing-library/react';
import { type ReactNode, useEffect, useState } from 'react';
import { createBroadcaster, destroySSE, initializeSSE, notifyWorkspaceClients } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { createWorkspaceProvider } from 'ssecast/react';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from '../support/page.js';
import { type Channel, type Workspace, workspace } from '../support/workspaces.js';

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

interface Props {
  workspace: Workspace;
  children?: ReactNode;
}

const { WorkspaceEventsProvider } = createWorkspaceProvider<WorkspaceEvent>({
  url: (workspaceId) => `/api/workspaces/${workspaceId}/events`,
});

/** "… rest of provider code …" */
function useProvided(initial: Workspace) {
  const [workspace, setWorkspace] = useState(initial);
  const [selectedChannelId, setSelectedChannelId] = useState('c1');
  const view = `${workspace.channels.map(({ name }) => name).join(' ')} / ${selectedChannelId}`;
  return { workspace, setWorkspace, selectedChannelId, setSelectedChannelId, view };
}

/** The `switch` of the document, as it is. */
function useReducedEvents(initial: Workspace) {
  const provided = useProvided(initial);
  const { setWorkspace, selectedChannelId, setSelectedChannelId } = provided;
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
  return { ...provided, onEvent };
}

function PrintedProvider({ workspace: initial, children }: Props) {
  const { workspace, selectedChannelId, setSelectedChannelId, view, onEvent } =
    useReducedEvents(initial);

  useEffect(() => {
    const eventSource = new EventSource(`/api/workspaces/${workspace.id}/events`);

    eventSource.onmessage = (event) => {
      const data = JSON.parse(event.data);
      onEvent(data);
    };

    eventSource.onerror = (error) => {
      console.error('EventSource failed:', error);
      eventSource.close();
    };

    return () => eventSource.close();
  }, [workspace.id, selectedChannelId]);

  return (
    <button type="button" onClick={() => setSelectedChannelId('c2')}>
      {view}
      {children}
    </button>
  );
}

function WorkspaceProvider({ workspace: initial, children }: Props) {
  const { workspace, setSelectedChannelId, view, onEvent } = useReducedEvents(initial);
  return (
    <WorkspaceEventsProvider workspaceId={workspace.id} onEvent={onEvent}>
      <button type="button" onClick={() => setSelectedChannelId('c2')}>
        {view}
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

test.each([
  ['the provider as printed, which connects anew', PrintedProvider, 1],
  ['createWorkspaceProvider', WorkspaceProvider, 0],
])('document 3, "Establishing Connection": %s', async (_name, Provider, reconnects) => {
  const live = createBroadcaster();
  const { container, unmount } = render(<Provider workspace={workspace()} />);
  expect(container.textContent).toBe('general news / c1');
  await waitFor(() => expect(live.clients()).toHaveLength(1));
  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_UPDATED',
    channel: { id: 'c2', workspaceId: 'w1', name: 'renamed' },
  });
  await waitFor(() => expect(container.textContent).toBe('general renamed / c1'));

  const { connections } = live.stats();
  act(() => container.querySelector('button')?.click());
  await waitFor(() => {
    expect(live.stats().connections).toBe(connections + reconnects);
    expect(live.clients()).toHaveLength(1);
  });
  expect(container.textContent).toBe('general renamed / c2');

  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_DELETED',
    channelId: 'c2',
    generalChannelId: 'c1',
  });
  await waitFor(() => expect(container.textContent).toBe('general / c1'));
  unmount();
  await eventually(() => live.clients().length === 0);
});
