'use client';

import { createWorkspaceProvider } from 'ssecast/react';
import type { WorkspaceEvent } from '../../lib/workspace-events';

/** The provider and the switch use the same options, so they share the connection. */
export const connection = {
  url: '/api/workspaces/events',
  maxReconnectAttempts: Number.POSITIVE_INFINITY,
};

/** One connection for all workspaces of a person. */
export const { WorkspaceEventsProvider, useWorkspaceEvents } =
  createWorkspaceProvider<WorkspaceEvent>(connection);
