/** Compiled, never run: what document 1 prints, unchanged but for the imports. */
import { broadcastEvent, type Listener, SessionEventEmitter, type SSEEventType } from 'ssecast';

// "Event Emitter Pattern"
interface Printed {
  subscribe(sessionId: string, listener: Listener): () => void;
  emit(sessionId: string, event: { type: string; data: unknown }): void;
}
export const sessionEmitter: Printed = new SessionEventEmitter();

// "SSE API Route"
export async function GET(request: Request, { params }: { params: { id: string } }) {
  const sessionId = params.id;

  const stream = new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder();

      // Stuur connected event
      controller.enqueue(encoder.encode(`data: ${JSON.stringify({ type: 'connected' })}\n\n`));

      // Subscribe op session events
      const unsubscribe = sessionEmitter.subscribe(sessionId, (data) => {
        controller.enqueue(encoder.encode(data));
      });

      // Cleanup bij disconnect
      request.signal.addEventListener('abort', () => {
        unsubscribe();
      });
    },
  });

  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
    },
  });
}

// "Event Type Definities" and "Multi-instance Deployment"
interface SSEEvent<T = unknown> {
  type: SSEEventType;
  data: T;
  timestamp: number;
}
export const broadcast: (sessionId: string, event: SSEEvent) => unknown = broadcastEvent;
