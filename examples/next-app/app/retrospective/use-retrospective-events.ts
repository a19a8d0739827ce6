'use client';

import { createSessionEventsHook } from 'ssecast/react';
import type { RetrospectiveEvents } from '../../lib/retrospective-events';

/** The hook of document 1. One address for all sessions: they share one connection. */
export const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
  url: '/api/retrospective/events',
});
