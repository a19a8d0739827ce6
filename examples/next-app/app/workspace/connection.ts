'use client';

import { createPresence, createWorkspaceProvider } from 'ssecast/react';
import type { live } from '../../lib/live';
import type { WorkspaceEvent } from '../../lib/workspace-events';

/** The provider, the list of members and the switch use the same options, so they share the connection. */
export const connection = {
  url: '/api/workspaces/events',
  maxReconnectAttempts: Number.POSITIVE_INFINITY,
};

/** One connection for all workspaces of a person. */
export const { WorkspaceEventsProvider, useWorkspaceEvents } =
  createWorkspaceProvider<WorkspaceEvent>(connection);

/** Who is online in a workspace. */
export const { usePresence } = createPresence<typeof live>(connection);
