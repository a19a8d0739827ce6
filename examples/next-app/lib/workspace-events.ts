import { createWorkspaceNotifier } from 'ssecast/workspaces';
import './sse';

export interface Channel {
  id: string;
  workspaceId: string;
  name: string;
  topic: string;
  /** The channel to show when the selected one was deleted. It cannot be deleted itself. */
  isGeneral: boolean;
}

/** The events of a workspace, a union over their `type`. */
export type WorkspaceEvent =
  | { type: 'CHANNEL_ADDED'; channel: Channel }
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

export const notifyWorkspaceClients = createWorkspaceNotifier<WorkspaceEvent>();
