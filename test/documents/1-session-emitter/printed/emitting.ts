/** What the document's route has at hand: the names that its sample uses. */
const sessionId = 's1';
const item = { id: 'i1', content: 'More tests' };

// #region "Event Emitting vanuit API Routes"
// In een POST/PATCH/DELETE route
import { sessionEmitter } from 'ssecast/sessions';

// Na database operatie
sessionEmitter.emit(sessionId, {
  type: 'item:added',
  data: { id: item.id, content: item.content }
});
// #endregion
