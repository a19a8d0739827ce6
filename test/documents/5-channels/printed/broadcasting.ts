import type { App } from '../../support/app-server.js';

export function broadcasting({ router, ctx }: App): void {
  // #region "Broadcasting Events"
  // From route handler
  router.route("sendMessage").typed({
    handle: async (input, ctx) => {
      const message = await ctx.db.insertInto("messages").values({
        fromUserId: ctx.user.id,
        toUserId: input.recipientId,
        content: input.content,
      }).returningAll().executeTakeFirstOrThrow();

      // Push to recipient in real-time
      ctx.core.sse.broadcast(`user:${input.recipientId}`, "newMessage", {
        id: message.id,
        from: ctx.user.name,
        content: input.content,
      });

      return message;
    },
  });

  // From job handler
  ctx.core.jobs.register("broadcastAnnouncement", async (data) => {
    // Send to all connected clients
    ctx.core.sse.broadcastAll("announcement", {
      title: data.title,
      message: data.message,
      priority: data.priority,
    });
  });
  // #endregion
}
