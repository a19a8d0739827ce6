// #region "Client-Side Usage"
import { useSSE } from 'ssecast/react';

function MyComponent() {
  const {
    isConnected,
    isConnecting,
    error,
    lastEvent,
    events,
    connect,
    disconnect,
    clearEvents,
  } = useSSE({
    onOpen: () => console.log('Connected to SSE'),
    onMessage: (event) => console.log('Received event:', event),
    onError: (error) => console.error('SSE error:', error),
  });

  return (
    <div>
      <p>Status: {isConnected ? 'Connected' : 'Disconnected'}</p>
      {lastEvent && (
        <p>Last event: {JSON.stringify(lastEvent)}</p>
      )}
    </div>
  );
}
// #endregion

export { MyComponent };
