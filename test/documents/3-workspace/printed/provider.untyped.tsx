import { useEffect } from 'react';
import type { Workspace } from '../../support/workspaces.js';

/** The state of the provider, which the document leaves out as its "rest". */
interface State {
  selectedChannelId: string;
  setSelectedChannelId(id: string): void;
  setWorkspace(change: (prev: Workspace) => Workspace): void;
}
let selectedChannelId: string;
let setSelectedChannelId: State['setSelectedChannelId'];
let setWorkspace: State['setWorkspace'];

export function provide(state: State): void {
  ({ selectedChannelId, setSelectedChannelId, setWorkspace } = state);
}

// #region "Establishing Connection"
// app/workspace/[workspaceId]/workspace-provider.tsx

export function WorkspaceProvider({ workspace, userId, children }) {
  useEffect(() => {
    const eventSource = new EventSource(`/api/workspaces/${workspace.id}/events`)

    eventSource.onmessage = (event) => {
      const data = JSON.parse(event.data)

      switch (data.type) {
        case 'CHANNEL_UPDATED':
          setWorkspace(prev => ({
            ...prev,
            channels: prev.channels.map(c =>
              c.id === data.channel.id ? data.channel : c
            )
          }))
          break

        case 'CHANNEL_DELETED':
          setWorkspace(prev => ({
            ...prev,
            channels: prev.channels.filter(c => c.id !== data.channelId)
          }))
          // Redirect if needed
          if (selectedChannelId === data.channelId) {
            setSelectedChannelId(data.generalChannelId)
          }
          break
      }
    }

    eventSource.onerror = (error) => {
      console.error('EventSource failed:', error)
      eventSource.close()
    }

    return () => eventSource.close()
  }, [workspace.id, selectedChannelId])

  // ... rest of provider code ...
}
// #endregion
