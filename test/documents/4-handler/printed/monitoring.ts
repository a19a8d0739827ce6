import { sseHandler } from 'ssecast/handler';

export function monitor(): void {
  // #region "Monitoring"
  const stats = sseHandler.getStats();
  console.log(`Total connections: ${stats.totalConnections}`);
  console.log(`Unique users: ${stats.uniqueUsers}`);
  // #endregion
}
