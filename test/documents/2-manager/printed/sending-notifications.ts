// #region "Sending Notifications"
import { createNotificationEvent, broadcastEvent } from 'ssecast/manager';

// Create and send a notification
const notification = createNotificationEvent(
  'Welcome!',
  'You have successfully connected to SSE',
  'success'
);
broadcastEvent(notification);
// #endregion
