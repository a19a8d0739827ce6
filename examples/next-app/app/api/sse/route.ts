import '../../../lib/sse';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { ownSession } from '../../../lib/demo-sessions';

/**
 * In this demo any visitor may use any user id; sessions belong to the browser that sends the request. A real
 * app passes a function that reads the session of the request, and returns nothing for an unknown visitor.
 */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize(request) {
    const { sessionId, ...identity } = identityFromQuery(request);
    if (!sessionId) return identity;
    return { ...identity, sessionId: (await ownSession(sessionId)) ?? sessionId };
  },
});
