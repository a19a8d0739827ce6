import { consoleLogger, findBroadcaster, isFirst } from 'ssecast/native';
import type { Identity } from '../types/options.js';

/**
 * An identity from the query string: `userId`, `sessionId`, and every other parameter as metadata.
 * Anyone can write any user's id there, so it warns once in production. Use it for demonstrations, and
 * where it does no harm to read another user's events. Every other application checks a session.
 *
 * @example createSSERoute({ authorize: identityFromQuery })
 */
export function identityFromQuery(request: Request): Identity {
  warnInProduction();
  const identity: Identity = {};
  const metadata: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URL(request.url, 'http://localhost').searchParams) {
    if (name === 'userId') identity.userId = value;
    else if (name === 'sessionId') identity.sessionId = value;
    // ssecast reads the cursor and the channels itself.
    else if (name !== 'lastEventId' && name !== 'channel') add(metadata, name, value);
  }
  if (Object.keys(metadata).length > 0) identity.metadata = metadata;
  return identity;
}

/** A parameter that is there twice becomes an array. */
function add(metadata: Record<string, string | string[]>, name: string, value: string): void {
  const before = metadata[name];
  metadata[name] = before === undefined ? value : [before, value].flat();
}

function warnInProduction(): void {
  if (process.env.NODE_ENV !== 'production' || !isFirst('identityFromQuery')) return;
  const logger = findBroadcaster('default')?.logger ?? consoleLogger;
  logger.warn(
    'ssecast: identityFromQuery trusts the query string, where anyone can claim to be any user. ' +
      'Give createSSERoute an authorize() that checks the session of the request. This is logged once.',
  );
}
