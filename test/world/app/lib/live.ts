import { createBroadcaster } from 'ssecast';

/** SSECAST_OPTIONS: the broadcaster's options as JSON, which the rows choose. */
export const live = createBroadcaster(JSON.parse(process.env.SSECAST_OPTIONS ?? '{}'));
