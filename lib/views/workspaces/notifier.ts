import { defaultState } from '../../server/default-broadcaster.js';
import { type Check, check } from '../../server/options.js';
import { publishTo } from '../../server/publish.js';
import { checkSchema, type EventEntry, toVersions } from '../../server/schemas.js';
import { publishEntry } from '../../server/schemas-publish.js';
import type { EventSchema } from '../../server/schemas-types.js';
import { stateOf } from '../../server/state-of.js';
import type {
  NotifiedEvent,
  WorkspaceEventLike,
  WorkspaceEventSchema,
  WorkspaceNotifier,
  WorkspaceNotifierOptions,
  WorkspaceSchemaOptions,
} from './types.js';
import { checkType, targetOf, wireForm } from './wire.js';

/** Each option is checked where it is used. */
const anything: Check = { expected: '', test: () => true };

const checks: Record<keyof WorkspaceSchemaOptions<WorkspaceEventSchema>, Check> = {
  broadcaster: anything,
  schema: anything,
  version: anything,
  older: anything,
};

/**
 * Makes a `notifyWorkspaceClients` for the events of one application: typed by their union or by its
 * schema, with versions, or on another broadcaster. The first event opens the broadcaster.
 *
 * @example export const notifyWorkspaceClients = createWorkspaceNotifier<WorkspaceEvent>()
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createWorkspaceNotifier<Schema extends WorkspaceEventSchema>(
  options: WorkspaceSchemaOptions<Schema>,
): WorkspaceNotifier<NotifiedEvent<Schema>>;
export function createWorkspaceNotifier<Event extends WorkspaceEventLike>(
  options?: WorkspaceNotifierOptions<NotifiedEvent<Event>> & { schema?: undefined },
): WorkspaceNotifier<NotifiedEvent<Event>>;
export function createWorkspaceNotifier(
  options: WorkspaceNotifierOptions<never> & { schema?: EventSchema } = {},
): WorkspaceNotifier<WorkspaceEventLike> {
  check('', options, checks);
  const { broadcaster, schema, version, older } = options;
  if (schema !== undefined) checkSchema('schema', schema);
  const given = broadcaster === undefined ? undefined : stateOf('broadcaster', broadcaster);
  const entry: EventEntry = {
    what: 'an event of a workspace',
    option: 'schema',
    schema,
    ...toVersions('', version, older),
  };
  return (workspaceId, event) => {
    const target = targetOf(workspaceId);
    checkType(event);
    const state = given ?? defaultState();
    return publishEntry(publishTo, state, entry, target, wireForm(event), true).clients;
  };
}
