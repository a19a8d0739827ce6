import type { App } from '../../support/app-server.js';

export function tracking({ router }: App): void {
  // #region "Tracking Connections"
  // Get connection statistics
  router.route("admin/connections").typed({
    handle: async (input, ctx) => {
      const clients = ctx.core.sse.getClients();

      const byChannel: Record<string, number> = {};
      for (const client of clients) {
        for (const channel of client.channels) {
          byChannel[channel] = (byChannel[channel] || 0) + 1;
        }
      }

      return {
        totalConnections: clients.length,
        byChannel,
        oldestConnection: clients.reduce(
          (oldest, c) => (c.createdAt < oldest ? c.createdAt : oldest),
          new Date()
        ),
      };
    },
  });
  // #endregion
}
