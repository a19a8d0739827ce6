import { defaultState } from '../server/default-broadcaster.js';
import { publishTo } from '../server/publish.js';
import { targetOf, wireForm } from './workspace-wire.js';

/**
 * Sends an event to everyone who reads the workspace, through the broadcaster `default`. Takes anything
 * that JSON can hold, as the document has it; `createWorkspaceNotifier` makes the same with types.
 *
 * @returns how many clients are connected to it; 0 for an unknown workspace
 * @throws TypeError `ERR_SSECAST_INVALID_TARGET` for no id of a workspace; and what `Broadcaster.publish`
 * throws
 */
// biome-ignore lint/suspicious/noExplicitAny: the document prescribes it
export function notifyWorkspaceClients(workspaceId: string, event: any): number {
  return publishTo(defaultState(), targetOf(workspaceId), wireForm(event)).clients;
}
