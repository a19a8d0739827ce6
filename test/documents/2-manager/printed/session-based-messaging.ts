// #region "Session-Based Messaging"
import { sendToSession } from 'ssecast/manager';

// Send message to all clients in a session
sendToSession('session456', {
  event: 'chat_message',
  data: { message: 'Hello from session!', sender: 'user123' },
  timestamp: Date.now(),
});
// #endregion
