import '../support/browser.js';
import { act, renderHook, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { notifyWorkspaceClients } from 'ssecast/workspaces';
import { eventually } from '../../integration/support/server.js';
import { visitRoute } from '../support/route-page.js';
import { workspace } from '../support/workspaces.js';
import { provide, WorkspaceProvider } from './printed/provider.untyped.js';

const { GET } = createSSERoute({ authorize: () => ({ channels: ['workspace:w1'] }) });
const asked = visitRoute(GET);

/** The printed provider with the state that the document leaves out; it has no page, so it is used as a hook. */
function useProvider() {
  const [shown, setWorkspace] = useState(workspace);
  const [selectedChannelId, setSelectedChannelId] = useState('c1');
  provide({ selectedChannelId, setSelectedChannelId, setWorkspace });
  WorkspaceProvider({ workspace: shown, userId: 'ann', children: null });
  const names = shown.channels.map(({ name }) => name).join(' ');
  return { view: `${names} / ${selectedChannelId}`, select: setSelectedChannelId };
}

test('document 3, "Establishing Connection": as printed, which connects anew for each channel', async () => {
  const live = createBroadcaster();
  const failed = jest.spyOn(console, 'error').mockImplementation();
  const { result, unmount } = renderHook(useProvider);
  expect(result.current.view).toBe('general news / c1');
  await waitFor(() => expect(live.clients()).toHaveLength(1));
  expect(asked).toEqual(['/api/workspaces/w1/events']);
  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_UPDATED',
    channel: { id: 'c2', workspaceId: 'w1', name: 'renamed' },
  });
  await waitFor(() => expect(result.current.view).toBe('general renamed / c1'));

  const { connections } = live.stats();
  act(() => result.current.select('c2'));
  await waitFor(() => {
    expect(live.stats().connections).toBe(connections + 1);
    expect(live.clients()).toHaveLength(1);
  });
  expect(result.current.view).toBe('general renamed / c2');
  notifyWorkspaceClients('w1', {
    type: 'CHANNEL_DELETED',
    channelId: 'c2',
    generalChannelId: 'c1',
  });
  await waitFor(() => expect(result.current.view).toBe('general / c1'));
  await waitFor(() => expect(live.clients()).toHaveLength(1));

  // Its `onerror` closes for good.
  expect(failed).not.toHaveBeenCalled();
  live.disconnect('all');
  await waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
  expect(failed.mock.calls[0][0]).toBe('EventSource failed:');
  failed.mockRestore();
  unmount();
  await eventually(() => live.clients().length === 0);
});
