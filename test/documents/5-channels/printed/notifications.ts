import type { Context, NotificationData } from '../../support/app-server.js';

interface Plugin {
  service(ctx: Pick<Context, 'core' | 'db'>): Promise<{
    create(userId: number, notification: NotificationData): Promise<{ id: number; createdAt: string }>;
    markAsRead(userId: number, notificationId: number): Promise<void>;
  }>;
}

export const plugin: Plugin = {
  // #region "Live Notifications"
  // plugins/notifications/index.ts
  service: async (ctx) => {
    return {
      async create(userId: number, notification: NotificationData) {
        // Save to database
        const saved = await ctx.db.insertInto("notifications").values({
          userId,
          ...notification,
          read: false,
          createdAt: new Date().toISOString(),
        }).returningAll().executeTakeFirstOrThrow();

        // Push to user in real-time
        ctx.core.sse.broadcast(`user:${userId}`, "notification", {
          id: saved.id,
          title: notification.title,
          body: notification.body,
          type: notification.type,
          createdAt: saved.createdAt,
        });

        return saved;
      },

      async markAsRead(userId: number, notificationId: number) {
        await ctx.db.updateTable("notifications")
          .set({ read: true })
          .where("id", "=", notificationId)
          .where("userId", "=", userId)
          .execute();

        // Update badge count in real-time
        const unreadCount = await ctx.db
          .selectFrom("notifications")
          .where("userId", "=", userId)
          .where("read", "=", false)
          .count()
          .executeTakeFirst();

        ctx.core.sse.broadcast(`user:${userId}`, "unreadCount", {
          count: Number(unreadCount?.count ?? 0),
        });
      },
    };
  }
  // #endregion
};
