import type { App } from '../../support/app-server.js';

interface Documents {
  checkDocumentAccess(userId: number, docId: string): Promise<boolean>;
  saveDocumentChanges(docId: string, changes: string[]): Promise<void>;
}

export function collaboration({ router, checkDocumentAccess, saveDocumentChanges }: App & Documents): void {
  // #region "Collaborative Features"
  // Document collaboration
  router.route("document/:id/live").raw({
    handle: async (req, ctx) => {
      const docId = ctx.params.id;

      // Verify access
      const canAccess = await checkDocumentAccess(ctx.user.id, docId);
      if (!canAccess) {
        return new Response("Forbidden", { status: 403 });
      }

      const { client, response } = ctx.core.sse.addClient();
      ctx.core.sse.subscribe(client.id, `document:${docId}`);

      // Notify others of new collaborator
      ctx.core.sse.broadcast(`document:${docId}`, "userJoined", {
        userId: ctx.user.id,
        name: ctx.user.name,
      });

      return response;
    },
  });

  // Broadcast document changes
  router.route("document/:id/edit").typed({
    handle: async (input, ctx) => {
      const docId = ctx.params.id;

      // Save changes
      await saveDocumentChanges(docId, input.changes);

      // Broadcast to all viewers
      ctx.core.sse.broadcast(`document:${docId}`, "documentChanged", {
        changes: input.changes,
        userId: ctx.user.id,
        timestamp: Date.now(),
      });

      return { success: true };
    },
  });
  // #endregion
}
