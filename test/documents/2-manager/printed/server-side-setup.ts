// #region "Server-Side Setup"
import { initializeSSE } from 'ssecast/manager';

// Initialize with custom configuration
initializeSSE({
  heartbeatInterval: 30000, // 30 seconds
  maxConnections: 1000,
  connectionTimeout: 300000, // 5 minutes
  enableLogging: true,
});
// #endregion
