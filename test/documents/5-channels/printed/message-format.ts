import type { App } from '../../support/app-server.js';

export function sendMessage({ ctx, clientId }: Pick<App, 'ctx'> & { clientId: string }): void {
  // #region "SSE Message Format"
  ctx.core.sse.sendTo(clientId, "notification", { message: "Hello" }, "msg-123");
  // #endregion
}
