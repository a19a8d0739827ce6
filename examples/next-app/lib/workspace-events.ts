import { createWorkspaceNotifier } from 'ssecast';
import './sse';

export interface Channel {
  id: string;
  workspaceId: string;
  name: string;
  topic: string;
  /** Where those go whose channel is deleted; cannot be deleted itself. */
  isGeneral: boolean;
}

/** The events of a workspace, a union over their `type`. */
export type WorkspaceEvent =
  | { type: 'CHANNEL_ADDED'; channel: Channel }
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

export const notifyWorkspaceClients = createWorkspaceNotifier<WorkspaceEvent>();
