import type { App, User } from '../../support/app-server.js';

interface Access {
  canAccessChannel(user: User, channel: string): Promise<boolean>;
}

export function subscriptions({ router, canAccessChannel }: App & Access): void {
  // #region "Channel-Based Subscriptions"
  // Multiple channel subscriptions
  router.route("subscribe").raw({
    handle: async (req, ctx) => {
      const url = new URL(req.url);
      const channels = url.searchParams.getAll("channel");

      const { client, response } = ctx.core.sse.addClient();

      // Subscribe to requested channels
      for (const channel of channels) {
        // Validate channel access
        if (await canAccessChannel(ctx.user, channel)) {
          ctx.core.sse.subscribe(client.id, channel);
        }
      }

      // Always subscribe to user channel
      ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

      return response;
    },
  });

  // Client: /subscribe?channel=orders&channel=notifications
  // #endregion
}
