// #region "Custom Event Handling"
import { useSSE } from 'ssecast/react';

function ChatComponent() {
  const { events, isConnected } = useSSE({
    onMessage: (event) => {
      if (event.event === 'chat_message') {
        // Handle chat message
        console.log('New chat message:', event.data);
      } else if (event.event === 'user_typing') {
        // Handle typing indicator
        console.log('User typing:', event.data);
      }
    },
  });

  return (
    <div>
      {events
        .filter(e => e.event === 'chat_message')
        .map((event, index) => (
          <div key={index}>
            <strong>{event.data.sender}:</strong> {event.data.message}
          </div>
        ))}
    </div>
  );
}
// #endregion

export { ChatComponent };
