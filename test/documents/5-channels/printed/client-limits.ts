import type { App } from '../../support/app-server.js';

export function clientLimits({ router }: App): void {
  // #region "Handle Client Limits"
  router.route("subscribe").raw({
    handle: async (req, ctx) => {
      // Limit connections per user
      const existingClients = ctx.core.sse.getClientsByChannel(`user:${ctx.user.id}`);

      if (existingClients.length >= 5) {
        // Remove oldest connection
        ctx.core.sse.removeClient(existingClients[0].id);
      }

      const { client, response } = ctx.core.sse.addClient();
      ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

      return response;
    },
  });
  // #endregion
}
