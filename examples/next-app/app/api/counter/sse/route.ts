import { createSSERoute } from 'ssecast/next';
import { counterChannel } from '../../../../lib/counter';

/** Anybody may read the counter, and nothing else. */
export const { GET, POST, OPTIONS } = createSSERoute({
  authorize: () => ({ channels: [counterChannel] }),
});
