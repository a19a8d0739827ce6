import { sseHandler } from 'ssecast/handler';

export function send(userId: string): void {
  // #region "Server-Side: Sending Events"
  // Send an event to a specific user
  sseHandler.sendEventToUser(
    userId,
    'notification',
    {
      id: 'notification-123',
      type: 'REPORT_APPROVED',
      title: 'Report Approved',
      body: 'Your report has been approved',
      timestamp: Date.now()
    }
  );

  // Broadcast an event to all clients
  sseHandler.broadcastEvent(
    'systemUpdate',
    {
      message: 'System maintenance in 10 minutes',
      timestamp: Date.now()
    }
  );
  // #endregion
}
