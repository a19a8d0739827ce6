import { useCallback, useEffect, useRef } from 'react';

type EventType = string;
type EventHandler = (data: unknown) => void;

// #region "React Hook Pattern"
// src/hooks/use-retrospective-events.ts
export function useRetrospectiveEvents(
  sessionId: string,
  handlers: Partial<Record<EventType, EventHandler>>
) {
  const eventSourceRef = useRef<EventSource | null>(null);
  const handlersRef = useRef(handlers);

  // ✅ Handlers in ref om stale closure te voorkomen
  useEffect(() => {
    handlersRef.current = handlers;
  }, [handlers]);

  const connect = useCallback(() => {
    const eventSource = new EventSource(`/api/retrospective/${sessionId}/events`);

    eventSource.onmessage = (event) => {
      const parsed = JSON.parse(event.data);
      const handler = handlersRef.current[parsed.type];
      if (handler) handler(parsed.data);
    };

    // ✅ Auto-reconnect bij error
    eventSource.onerror = () => {
      eventSource.close();
      setTimeout(connect, 3000);
    };

    return eventSource;
  }, [sessionId]);

  useEffect(() => {
    const eventSource = connect();
    return () => eventSource.close();
  }, [connect]);
}
// #endregion
