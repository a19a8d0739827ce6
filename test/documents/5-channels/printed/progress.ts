import type { App } from '../../support/app-server.js';

interface Work {
  processItem(item: string): Promise<void>;
}

export function progress({ router, ctx, processItem }: App & Work): void {
  // #region "Progress Updates"
  // Long-running task with progress
  router.route("process").typed({
    handle: async (input, ctx) => {
      const taskId = crypto.randomUUID();

      // Start background processing
      ctx.core.jobs.enqueue("longProcess", {
        taskId,
        data: input.data,
        userId: ctx.user.id,
      });

      return { taskId };
    },
  });

  // In job handler
  ctx.core.jobs.register("longProcess", async (data) => {
    const { taskId, data: items, userId } = data;
    const total = items.length;

    for (let i = 0; i < total; i++) {
      await processItem(items[i]);

      // Send progress update
      ctx.core.sse.broadcast(`user:${userId}`, "taskProgress", {
        taskId,
        current: i + 1,
        total,
        percent: Math.round(((i + 1) / total) * 100),
      });
    }

    // Send completion
    ctx.core.sse.broadcast(`user:${userId}`, "taskComplete", {
      taskId,
      result: "success",
    });
  });
  // #endregion
}
