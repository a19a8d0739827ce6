import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The names of each document's API. The page of the view maps each of them to ours. */
const names: Record<string, string> = {
  sessions: `
    SessionEventEmitter sessionEmitter subscribe emit Listener SSEEventType SSEEvent broadcastEvent
    /api/retrospective/[id]/events useRetrospectiveEvents handlersRef connected setInterval`,
  manager: `
    initializeSSE getSSEManager connectSSEClient sendToClient broadcastEvent sendToUser sendToSession
    sendMessage createNotificationEvent createUpdateEvent createSystemEvent getConnectionInfo getStats
    disconnectClient destroySSE SSEManager SSEConfig SSEConnectionInfo SSEManagerStats SSEEvent
    SSEMessage targetId targetIds useSSE SSEHookOptions SSEHookReturn url autoConnect
    reconnectInterval maxReconnectAttempts onOpen onClose onError onMessage isConnected isConnecting
    error lastEvent events connect disconnect clearEvents heartbeatInterval maxConnections
    connectionTimeout enableLogging /api/sse /api/sse/test /sse-demo userId sessionId`,
  workspaces: `
    notifyWorkspaceClients workspaceConnections /api/workspaces/[workspaceId]/events WorkspaceEvent
    WorkspaceProvider connected onerror`,
  handler: `
    SSEHandler sseHandler addClient removeClient sendEventToUser broadcastEvent getStats
    totalConnections uniqueUsers connected notification dashboardUpdate ping useSSE useDashboardSSE
    eventHandlers isConnected error lastEvent reconnect closeConnection SSEOptions /api/sse /api/dashboard/sse`,
  channels: `
    createSSE addClient removeClient getClient subscribe unsubscribe broadcast broadcastAll sendTo
    getClients getClientsByChannel shutdown SSEClient id channels controller createdAt lastEventId
    heartbeatInterval retryInterval EventSource ctx.core.sse`,
};

const wordsOf = (text: string) => text.trim().split(/\s+/);

describe.each(Object.keys(names))('docs/%s.md', (view) => {
  const page = readFileSync(path.resolve(__dirname, `../../docs/${view}.md`), 'utf8');
  /** What its tables have as code. */
  const mapped = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)])
    .map(([, code]) => code)
    .join('\n');

  test.each(wordsOf(names[view]))('has %s in a table', (name) => {
    const literal = name.replace(/[.[\]/]/g, '\\$&');
    expect(mapped).toMatch(new RegExp(`(?<![\\w])${literal}(?!\\w)`));
  });

  test('has an example for each side', () => {
    expect(page).toMatch(/^```ts$/m);
    expect(page).toMatch(/^## In the browser$/m);
    expect(page).toMatch(/^```tsx$/m);
  });
});
