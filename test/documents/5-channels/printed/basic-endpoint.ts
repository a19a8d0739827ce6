import type { App } from '../../support/app-server.js';

export function basicEndpoint({ router }: App): void {
  // #region "Basic SSE Endpoint"
  // Subscribe to user-specific updates
  router.route("subscribe").raw({
    handle: async (req, ctx) => {
      // Create SSE client
      const { client, response } = ctx.core.sse.addClient();

      // Subscribe to user's channel
      ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

      // Log connection
      ctx.core.logger.info("SSE client connected", {
        clientId: client.id,
        userId: ctx.user.id,
      });

      return response;
    },
  });
  // #endregion
}
