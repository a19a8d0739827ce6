import { createBroadcaster, initializeSSE } from 'ssecast';

const { SSECAST_DIRECT_PATH, SSECAST_HISTORY_FILE } = process.env;

/**
 * Everything in this app that sends or counts comes through here, so the options hold whichever
 * route is asked for first. Next evaluates this file once for each of its bundles; the broadcaster
 * behind it is one.
 */
initializeSSE({
  maxConnections: 20_000,
  enableLogging: false,
  // So low that the button of the workspace page goes above it; an app would allow ten times that.
  rateLimits: { workspace: { perSecond: 5, burst: 10 } },
  // SSECAST_DIRECT_PATH=0 shows the same app with every client on the stream path.
  directPath: SSECAST_DIRECT_PATH !== '0',
  // With a file, a restart loses nothing.
  ...(SSECAST_HISTORY_FILE ? { history: { file: SSECAST_HISTORY_FILE } } : {}),
});

/** The broadcaster that the functions below send through, for what they do not have. */
export const defaultBroadcaster = createBroadcaster();

export { getStats, sendMessage, sendToSession } from 'ssecast';
