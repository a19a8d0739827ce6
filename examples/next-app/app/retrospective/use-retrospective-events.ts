'use client';

import { createSessionEventsHook } from 'ssecast/react';
import type { RetrospectiveEvents } from '../../lib/retrospective-events';

/** Events of a retrospective. One address for all sessions: they share one connection. */
export const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
  url: '/api/retrospective/events',
});
