import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type GapData,
  type SSEErrorEvent,
  type SSEEvent,
} from '../../../../lib/client/index.js';
import { type SSEServer, startServer, type Visit } from './sse-server.js';

/** Of the connection that was opened last. */
export let server: SSEServer;
export let connection: Connection;
export let events: SSEEvent[];
export let gaps: GapData[];
export let errors: SSEErrorEvent[];
/** `open`, `close`, `error` and the names of events, in their order. */
export let log: string[];

export const status = () => connection.getSnapshot().status;
export const cursors = () => server.visits.map(({ request }) => request.headers['last-event-id']);

/** A connection to a server of its own, idle until `connect()`. Both end with the test. */
export async function open(
  answer: (visit: Visit, number: number) => void,
  options: ConnectionOptions = {},
): Promise<SSEServer> {
  server = await startServer(answer);
  connection = createConnection({ url: server.url, reconnectInterval: 10, ...options });
  [events, gaps, errors, log] = [[], [], [], []];
  connection.listen({
    onOpen: () => log.push('open'),
    onClose: () => log.push('close'),
    onError(error) {
      log.push('error');
      errors.push(error as SSEErrorEvent);
    },
    onMessage(event) {
      log.push(event.event);
      events.push(event);
    },
    onGap: (gap) => gaps.push(gap),
  });
  return server;
}

afterEach(async () => {
  connection?.disconnect();
  await server?.close();
});
