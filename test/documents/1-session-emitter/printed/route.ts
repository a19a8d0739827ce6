import { sessionEmitter } from 'ssecast/sessions';

// #region "SSE API Route"
// src/app/api/retrospective/[id]/events/route.ts
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
      'Connection': 'keep-alive',
    },
  });
}
// #endregion
