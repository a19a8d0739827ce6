import type { App } from '../../support/app-server.js';

interface Order {
  channel: string;
  order: { id: number; status: string; items: string[]; customer: number };
}

export function smallPayloads({ ctx, channel, order }: Pick<App, 'ctx'> & Order): void {
  // #region "Keep Payloads Small"
  // Good - minimal data, client fetches details if needed
  ctx.core.sse.broadcast(channel, "orderUpdated", {
    orderId: order.id,
    status: order.status,
  });

  // Bad - full object over SSE
  ctx.core.sse.broadcast(channel, "orderUpdated", {
    ...order,
    items: order.items,
    customer: order.customer,
    // Large nested data
  });
  // #endregion
}
