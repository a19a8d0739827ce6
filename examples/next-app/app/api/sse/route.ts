import '../../../lib/sse';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { ownSession } from '../../../lib/demo-sessions';

/**
 * Anybody may be any user in this demo; sessions are those of the browser that asks. A real app passes
 * a function that looks at the session of the request, and returns nothing for a stranger.
 */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize(request) {
    const { sessionId, ...identity } = identityFromQuery(request);
    if (!sessionId) return identity;
    return { ...identity, sessionId: (await ownSession(sessionId)) ?? sessionId };
  },
});
