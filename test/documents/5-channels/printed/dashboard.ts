import type { App } from '../../support/app-server.js';

interface Statistics {
  getDashboardStats(): Promise<object>;
}

export function dashboard({ router, ctx, getDashboardStats }: App & Statistics): void {
  // #region "Live Dashboard Updates"
  // Subscribe to dashboard updates
  router.route("dashboard/live").raw({
    handle: async (req, ctx) => {
      const { client, response } = ctx.core.sse.addClient();

      ctx.core.sse.subscribe(client.id, "dashboard:stats");
      ctx.core.sse.subscribe(client.id, "dashboard:orders");
      ctx.core.sse.subscribe(client.id, "dashboard:alerts");

      // Send initial data
      const stats = await getDashboardStats();
      ctx.core.sse.sendTo(client.id, "initialData", stats);

      return response;
    },
  });

  // Update all dashboard viewers when data changes
  ctx.core.events.on("order.created", async (order) => {
    ctx.core.sse.broadcast("dashboard:orders", "newOrder", {
      id: order.id,
      total: order.total,
      customer: order.customerName,
    });
  });

  ctx.core.cron.schedule("*/30 * * * * *", async () => {
    const stats = await getDashboardStats();
    ctx.core.sse.broadcast("dashboard:stats", "statsUpdate", stats);
  });
  // #endregion
}
