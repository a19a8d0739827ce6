import { defaultState } from '../../server/default-broadcaster.js';
import { publishTo } from '../../server/publish.js';
import { checkType, targetOf, wireForm } from './wire.js';

/**
 * Sends an event to everyone who reads the workspace, through the broadcaster `default`: any object with
 * the name of its kind as `type`, as the document has it. `createWorkspaceNotifier` makes the same with
 * types.
 *
 * @returns how many clients are connected to it; 0 for an unknown workspace
 * @throws TypeError `ERR_SSECAST_INVALID_TARGET` for no id of a workspace, `ERR_SSECAST_INVALID_EVENT` for
 * an event without a `type`, and for `connected` and `gap`, which ssecast sends itself; and what
 * `Broadcaster.publish` throws
 */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export function notifyWorkspaceClients(workspaceId: string, event: any): number {
  const target = targetOf(workspaceId);
  checkType(event);
  return publishTo(defaultState(), target, wireForm(event), undefined, true).clients;
}
