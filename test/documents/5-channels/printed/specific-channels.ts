import type { App } from '../../support/app-server.js';

type Ids = Record<'clientId' | 'userId' | 'orderId' | 'teamId', string>;

export function specificChannels({ ctx, clientId, userId, orderId, teamId }: Pick<App, 'ctx'> & Ids): void {
  // #region "Use Specific Channels"
  // Good - targeted channels
  ctx.core.sse.subscribe(clientId, `user:${userId}`);
  ctx.core.sse.subscribe(clientId, `order:${orderId}`);
  ctx.core.sse.subscribe(clientId, `team:${teamId}`);

  // Bad - one channel for everything
  ctx.core.sse.subscribe(clientId, "all");
  // #endregion
}
