import { createSSERoute } from 'ssecast/next';
import { live } from '../../../lib/live';

export const { GET, POST, OPTIONS } = createSSERoute({
  broadcaster: live,
  authorize(request) {
    const userId = new URL(request.url).searchParams.get('user');
    return userId === null ? undefined : { userId, sessionId: 'desk', channels: ['news'] };
  },
});
