/** Compiled with `exactOptionalPropertyTypes`: options that are undefined are options that are not given. */
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { SSEHandler } from 'ssecast/handler';
import { drainSSE, initializeSSE } from 'ssecast/manager';
import { createDebugRoute, createSSERoute } from 'ssecast/next';
import { createRegister } from 'ssecast/next/instrumentation';
import { createFastifyHandler, createSSEHandler, drainOnSignals } from 'ssecast/node';
import { createSessionEmitter, sessionEmitter } from 'ssecast/sessions';
import { createWorkspaceNotifier } from 'ssecast/workspaces';

declare const text: string | undefined;
declare const number: number | undefined;
declare const flag: boolean | undefined;

const limits = { count: number, bytes: number, age: number };
const options = {
  heartbeatInterval: number,
  retryInterval: number,
  maxConnections: number,
  maxConnectionsPerUser: number,
  connectionTimeout: number,
  maxConnectionAge: number,
  history: { ...limits, perChannel: limits, file: text },
  slowClient: undefined,
  queueBytes: number,
  rateLimits: undefined,
  workers: number,
  directPath: flag,
  logger: undefined,
};
const live = createBroadcaster({ ...options, name: text });
createBroadcaster({ history: undefined, rateLimits: { user: { perSecond: 1, burst: number } } });
initializeSSE({ ...options, enableLogging: flag });
createSSE({ ...options, name: text, broadcaster: undefined });
new SSEHandler({ broadcaster: undefined });
createSessionEmitter({ broadcaster: undefined });
createWorkspaceNotifier({ broadcaster: undefined, version: undefined, older: undefined });
sessionEmitter.subscribe('s', () => undefined, { lastEventId: text, onEnd: undefined });

const identity: Identity = {
  clientId: text,
  userId: text,
  sessionId: text,
  channels: undefined,
  metadata: undefined,
  expiresAt: undefined,
};
void live.connect({ ...identity, ticket: number, request: undefined, headers: undefined });
createSSE().addClient({ userId: text, lastEventId: text, headers: undefined, signal: undefined });
live.publish('all', {
  event: 'e',
  data: 1,
  id: text,
  retry: number,
  timestamp: number,
  key: text,
  tellChannel: flag,
});
void live.drain({ deadline: number });
void drainSSE({ deadline: number });

const route = {
  authorize: () => ({ userId: text }),
  broadcaster: undefined,
  channels: undefined,
  sessions: undefined,
  onConnect: undefined,
  onDisconnect: undefined,
  cors: undefined,
  crossSite: undefined,
  trustProxy: undefined,
};
createSSERoute(route);
createSSEHandler(route);
createFastifyHandler(route);
createSSERoute({ authorize: () => null, cors: { origins: [], credentials: flag } });
createDebugRoute({ authorize: () => false, broadcaster: undefined });
createRegister({ deadline: number, signals: undefined });
drainOnSignals({ deadline: number });
