'use client';

import { createHooks, createPresence } from 'ssecast/react';
import type { live } from './live';

/** The import is a type, so no server code is in the bundle of a page. */
export const { useLive } = createHooks<typeof live>({ url: '/api/live' });
export const { usePresence } = createPresence<typeof live>({ url: '/api/live' });
