import type { SSE } from 'ssecast/channels';

export interface Sending {
  ctx: { core: { sse: SSE } };
  clientId: string;
}

export function sendMessage({ ctx, clientId }: Sending): void {
  // #region "SSE Message Format"
  ctx.core.sse.sendTo(clientId, "notification", { message: "Hello" }, "msg-123");
  // #endregion
}
