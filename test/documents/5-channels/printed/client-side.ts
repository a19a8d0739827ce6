/** What a page has at hand: the names that the sample uses. */
interface Scripts {
  EventSource: typeof globalThis.EventSource;
  showNotification(message: string): void;
}

/** @returns closes the connection, as the last line of the sample does */
export function connect({ EventSource, showNotification }: Scripts): {
  eventSource: EventSource;
  close(): void;
} {
  // #region "Client-Side JavaScript"
  // Connect to SSE endpoint
  const eventSource = new EventSource("/subscribe", {
    withCredentials: true, // For cookies/auth
  });

  // Listen for specific events
  eventSource.addEventListener("notification", (event) => {
    const data = JSON.parse(event.data);
    console.log("Notification:", data);
    showNotification(data.message);
  });

  eventSource.addEventListener("message", (event) => {
    console.log("Message:", JSON.parse(event.data));
  });

  // Handle connection errors
  eventSource.onerror = (error) => {
    console.error("SSE error:", error);
    // EventSource auto-reconnects
  };

  // #endregion
  return {
    eventSource,
    close() {
      // #region "Client-Side JavaScript"
      // Close connection
      eventSource.close();
      // #endregion
    },
  };
}
