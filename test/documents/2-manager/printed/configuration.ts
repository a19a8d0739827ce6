// #region "SSE Manager Configuration"
interface SSEConfig {
  heartbeatInterval?: number;    // Heartbeat interval in ms (default: 30000)
  maxConnections?: number;       // Maximum concurrent connections (default: 1000)
  connectionTimeout?: number;    // Connection timeout in ms (default: 300000)
  enableLogging?: boolean;       // Enable debug logging (default: true)
}
// #endregion

export type { SSEConfig };
