import { type Listener, sessionEmitter as localEmitter } from 'ssecast/sessions';
import type { SSEEvent } from './types.js';

// #region "Multi-instance Deployment"
// ❌ Werkt niet met meerdere instances
class SessionEventEmitter {
  private listeners: Map<string, Set<Listener>> = new Map();
}

// ✅ Gebruik Redis pub/sub
import Redis from '../../support/ioredis.js';

const publisher = new Redis();
const subscriber = new Redis();

subscriber.subscribe('retrospective-events');
subscriber.on('message', (channel, message) => {
  const { sessionId, event } = JSON.parse(message);
  localEmitter.emit(sessionId, event);
});

export function broadcastEvent(sessionId: string, event: SSEEvent) {
  publisher.publish('retrospective-events', JSON.stringify({ sessionId, event }));
}
// #endregion
