import type { App } from '../../support/app-server.js';

export function quickStart({ router, ctx, userId }: App & { userId: number }): void {
  // #region "Quick Start"
  // Create SSE endpoint
  router.route("events").raw({
    handle: async (req, ctx) => {
      const { client, response } = ctx.core.sse.addClient();
      ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);
      return response;
    },
  });

  // Broadcast updates from anywhere
  ctx.core.sse.broadcast(`user:${userId}`, "notification", {
    message: "You have a new message",
  });
  // #endregion
}
