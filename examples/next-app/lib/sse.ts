import { createBroadcaster } from 'ssecast';
import { initializeSSE } from 'ssecast/manager';

const { SSECAST_DIRECT_PATH, SSECAST_HISTORY_FILE } = process.env;

/**
 * All code of this app that sends or counts imports this file, so the options apply whichever route gets
 * the first request. Next evaluates this file once for each of its bundles; all of them use one
 * broadcaster.
 */
initializeSSE({
  maxConnections: 20_000,
  enableLogging: false,
  // Low enough for the button of the workspace page to exceed it; an app would allow ten times as much.
  rateLimits: { workspace: { perSecond: 2, burst: 10 } },
  // SSECAST_DIRECT_PATH=0 shows the same app with every client on the stream path.
  directPath: SSECAST_DIRECT_PATH !== '0',
  // With a file, a restart loses nothing.
  ...(SSECAST_HISTORY_FILE ? { history: { file: SSECAST_HISTORY_FILE } } : {}),
});

/** The broadcaster of the functions below, for calls that they do not have. */
export const defaultBroadcaster = createBroadcaster();

export { getStats, sendMessage, sendToSession } from 'ssecast/manager';
