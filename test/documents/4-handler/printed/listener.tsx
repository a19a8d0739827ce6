import { useSSE } from 'ssecast/react';

/** What was shown by the `toast` of the document's app. */
export const toasts: object[] = [];
const toast = (shown: object) => void toasts.push(shown);

// #region "Client-Side: Connecting to SSE"
// Component using SSE
function NotificationListener() {
  const { lastEvent, isConnected, error } = useSSE({
    eventHandlers: {
      notification: (data) => {
        toast({
          title: data.title,
          description: data.body,
          status: 'info'
        });
      }
    }
  });

  return (
    <div>
      {isConnected ? 'Connected' : 'Disconnected'}
      {error && <div>Error: {error}</div>}
    </div>
  );
}
// #endregion

export { NotificationListener };
