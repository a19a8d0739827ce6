import '../../../lib/sse';
import { createSSERoute, identityFromQuery } from 'ssecast/next';

/**
 * Anybody may be anybody in this demo. A real app passes a function that looks at the session of
 * the request, and returns nothing for a stranger.
 */
export const { GET, POST, OPTIONS } = createSSERoute({ authorize: identityFromQuery });
