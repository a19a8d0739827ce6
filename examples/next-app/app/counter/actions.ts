'use server';

import { addToCounter, counterChannel } from '../../lib/counter';
import { defaultBroadcaster } from '../../lib/sse';

/** Stores the change first, then publishes it. */
export async function addOne(): Promise<void> {
  addToCounter(1);
  defaultBroadcaster.publish({ channel: counterChannel }, { event: 'added', data: { by: 1 } });
}
