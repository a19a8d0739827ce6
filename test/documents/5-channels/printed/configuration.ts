import { AppServer, type Tables } from '../../support/app-server.js';
import type { Database } from '../../support/database.js';

export function configure(db: Database<Tables>): AppServer {
  // #region "Configuration"
  const server = new AppServer({
    db,
    sse: {
      heartbeatInterval: 30000,  // Keep-alive interval (default: 30s)
      retryInterval: 3000,       // Client reconnect hint (default: 3s)
    },
  });
  // #endregion
  return server;
}
