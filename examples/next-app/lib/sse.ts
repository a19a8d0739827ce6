import { initializeSSE } from 'ssecast';

/**
 * Everything in this app that sends or counts comes through here, so the options hold whichever
 * route is asked for first. Next evaluates this file once for each of its bundles; the broadcaster
 * behind it is one.
 */
initializeSSE({
  maxConnections: 20_000,
  enableLogging: false,
  // SSECAST_DIRECT_PATH=0 shows the same app with every client on the stream path.
  directPath: process.env.SSECAST_DIRECT_PATH !== '0',
});

export { getStats, sendMessage, sendToSession } from 'ssecast';
