import { createSSERoute } from 'ssecast/next';
import { counterChannel } from '../../../../lib/counter';

/** Every visitor may read the counter, and no other channel. */
export const { GET, POST, OPTIONS } = createSSERoute({
  authorize: () => ({ channels: [counterChannel] }),
});
