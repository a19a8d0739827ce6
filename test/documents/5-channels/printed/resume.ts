import type { App } from '../../support/app-server.js';

interface Sent extends Pick<App, 'ctx'> {
  channel: string;
  event: string;
  data: unknown;
}

export function broadcast({ ctx, channel, event, data }: Sent): void {
  // #region "Include Event IDs for Resume"
  // Include ID for client resume capability
  ctx.core.sse.broadcast(channel, event, data, `evt-${Date.now()}`);

  // #endregion
}

/** The handler that the sample's second half belongs into. */
export function resume({ router }: App): void {
  router.route('subscribe').raw({
    handle: async (req, ctx) => {
      // #region "Include Event IDs for Resume"
      // Client can resume from last event
      const { client, response } = ctx.core.sse.addClient({
        lastEventId: req.headers.get("Last-Event-ID") ?? undefined,
      });
      // #endregion
      ctx.core.sse.subscribe(client.id, 'orders');
      return response;
    },
  });
}
