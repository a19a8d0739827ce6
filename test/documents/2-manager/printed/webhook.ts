// #region "Integration with Webhooks"
// In a webhook handler
import { sendToUser, createUpdateEvent } from 'ssecast/manager';

export async function POST(request: Request) {
  const { userId, action, data } = await request.json();

  // Send real-time update to user
  const update = createUpdateEvent('webhook', action, data);
  sendToUser(userId, update);

  return Response.json({ success: true });
}
// #endregion
