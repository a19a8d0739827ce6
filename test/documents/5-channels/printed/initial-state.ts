import type { App } from '../../support/app-server.js';

interface Counts {
  getUnreadCount(userId: number): Promise<number>;
}

export function initialState({ router, getUnreadCount }: App & Counts): void {
  // #region "Send Initial State"
  router.route("subscribe").raw({
    handle: async (req, ctx) => {
      const { client, response } = ctx.core.sse.addClient();

      ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

      // Send initial state immediately
      const unreadCount = await getUnreadCount(ctx.user.id);
      ctx.core.sse.sendTo(client.id, "initialState", {
        unreadNotifications: unreadCount,
        online: true,
      });

      return response;
    },
  });
  // #endregion
}
