import type { App } from '../../support/app-server.js';

export function disconnect({ ctx, clientId }: Pick<App, 'ctx'> & { clientId: string }): { shutdown(): void } {
  // #region "Graceful Disconnect"
  // Client disconnection is handled automatically when:
  // 1. Client closes connection
  // 2. Network error occurs
  // 3. Server calls removeClient()

  // Force disconnect a client
  ctx.core.sse.removeClient(clientId);

  // #endregion
  return {
    shutdown() {
      // #region "Graceful Disconnect"
      // Shutdown all connections (called by server.shutdown())
      ctx.core.sse.shutdown();
      // #endregion
    },
  };
}
