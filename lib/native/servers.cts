import { subscribe } from 'node:diagnostics_channel';
import { record } from './record.cjs';
import type { HttpServer } from './state.cjs';

const kMaxServers = 64;

/** From now on `closeConnections` knows the HTTP servers of this environment that receive requests. */
export function rememberServers(): void {
  if (record.remembersServers) return;
  record.remembersServers = true;
  subscribe('http.server.request.start', remember);
}

function remember(message: unknown): void {
  const { server } = message as { server: HttpServer };
  if (record.knownServers.has(server)) return;
  record.knownServers.add(server);
  for (const reference of record.servers) {
    // Forgets the oldest, too: a program with so many servers closes them itself.
    const isFull = record.servers.size >= kMaxServers;
    if (isFull || reference.deref() === undefined) record.servers.delete(reference);
  }
  record.servers.add(new WeakRef(server));
}

/**
 * Closes the connections that Node still has, busy ones included. `server.close()` waits for connections
 * without a request, which browsers open in advance, until they time out.
 */
export function closeConnections(): void {
  for (const reference of record.servers) reference.deref()?.closeAllConnections?.();
}
