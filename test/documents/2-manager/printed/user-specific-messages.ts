// #region "User-Specific Messages"
import { sendToUser, createUpdateEvent } from 'ssecast/manager';

// Send update to specific user
const update = createUpdateEvent('profile', 'updated', { userId: '123' });
sendToUser('user123', update);
// #endregion
