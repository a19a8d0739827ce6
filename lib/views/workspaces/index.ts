/** `ssecast/workspaces` */
export { createWorkspaceNotifier } from './notifier.js';
export { notifyWorkspaceClients } from './notify.js';
export type {
  NotifiedEvent,
  WorkspaceEventLike,
  WorkspaceEventSchema,
  WorkspaceNotifier,
  WorkspaceNotifierOptions,
  WorkspaceSchemaOptions,
} from './types.js';
