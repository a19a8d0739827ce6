import { defaultState } from '../../server/default-broadcaster.js';
import { publishTo } from '../../server/publish.js';
import { checkType, targetOf, wireForm } from './wire.js';

/**
 * Sends an event to the clients of the workspace, through the broadcaster `default`: any object with a
 * `type`. `createWorkspaceNotifier` makes a typed version of this function.
 *
 * @returns the number of clients; 0 for an unknown workspace
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
