/** The pattern of the project's documents: one `ReadableStream` per client, its controller in a Map by session. */
export const dynamic = 'force-dynamic';

const encoder = new TextEncoder();
/** @type {Map<string, ReadableStreamDefaultController>} */
const clients = new Map();
let id = 0;

export function GET(request) {
  const clientId = new URL(request.url).searchParams.get('sessionId');
  const stream = new ReadableStream({
    start(controller) {
      clients.set(clientId, controller);
      controller.enqueue(encoder.encode('id: 0\nevent: connected\ndata: "hello"\n\n'));
      request.signal.addEventListener('abort', () => clients.delete(clientId));
    },
    cancel() {
      clients.delete(clientId);
    },
  });
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
    },
  });
}

const blockOf = (payload) =>
  `id: 1700000000000-${++id}\nevent: bench\ndata: ${JSON.stringify(payload)}\n\n`;

globalThis.benchPeer = {
  publish(payload) {
    const block = blockOf(payload);
    for (const controller of clients.values()) controller.enqueue(encoder.encode(block));
  },
  publishTo(session, payload) {
    clients.get(session).enqueue(encoder.encode(blockOf(payload)));
  },
  backlog() {
    let most = 0;
    for (const controller of clients.values()) most = Math.max(most, 1 - controller.desiredSize);
    return most;
  },
  batch: 1,
};
