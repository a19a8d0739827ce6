import { type Authorized, checkAuthorize } from '../http/authorized.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import type { EventSchema } from '../server/schemas-types.js';
import { validate } from '../server/schemas-validate.js';
import { Patterns } from './patterns.js';
import { toChannelsOption } from './rules.js';

/** The options of any route of a definition, whatever its framework. */
interface AnyRouteOptions {
  authorize(request: unknown, more: unknown): Authorized | Promise<Authorized>;
  allow?: object | undefined;
}

/**
 * The options of `createSSERoute` and the handlers, out of those of a definition.
 * @param patterns undefined for a definition of types alone: the rules then name the channels
 */
export function toRouteOptions<Options>(
  options: unknown,
  broadcaster: Broadcaster,
  patterns: Patterns | undefined,
  metadata: EventSchema | undefined,
): Options {
  const { allow, authorize, ...others } = (options ?? {}) as AnyRouteOptions;
  checkAuthorize(authorize, 'return who the request comes from.');
  return {
    ...others,
    authorize: checked(authorize, patterns, metadata),
    broadcaster,
    channels: toChannelsOption(patterns ?? new Patterns(Object.keys(allow ?? {})), allow),
  } as Options;
}

/**
 * @returns `authorize`, which then fails for channels that are not in the definition, and for metadata
 * that do not fit the schema
 */
function checked(
  authorize: AnyRouteOptions['authorize'],
  patterns: Patterns | undefined,
  schema: EventSchema | undefined,
): AnyRouteOptions['authorize'] {
  return async (request, more) => {
    const authorized = await authorize(request, more);
    if (!isIdentity(authorized, more)) return authorized;
    // Anything but an array is refused with the identity.
    if (Array.isArray(authorized.channels)) {
      for (const channel of authorized.channels) patterns?.expect(channel);
    }
    if (schema === undefined) return authorized;
    const metadata = validate(
      schema,
      authorized.metadata,
      'metadata from authorize',
      'metadata',
      'The client is not admitted.',
    );
    // By name: a spread copies no getter of a class. Unknown keys are refused with the identity.
    const { clientId, userId, sessionId, channels, expiresAt } = authorized;
    const known = { clientId, userId, sessionId, channels, expiresAt };
    return { ...authorized, ...known, metadata: metadata as object };
  };
}

/** @param answered the response of a framework that `authorize` may have answered itself, and returned */
function isIdentity(
  authorized: Authorized,
  answered: unknown,
): authorized is Exclude<Authorized, Response | null | undefined> {
  return (
    typeof authorized === 'object' &&
    authorized !== null &&
    authorized !== answered &&
    !Array.isArray(authorized) &&
    !(authorized instanceof Response)
  );
}
