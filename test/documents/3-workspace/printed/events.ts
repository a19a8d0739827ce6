import type { Channel } from '../../support/workspaces.js';

// #region "Event Types"
type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED', channel: Channel }
  | { type: 'CHANNEL_DELETED', channelId: string, generalChannelId: string }
  | { type: 'connected' }
// #endregion

export type { WorkspaceEvent };
