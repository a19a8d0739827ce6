/** The least that a route needs to hold one stream: nobody publishes to it. */
export const dynamic = 'force-dynamic';

const encoder = new TextEncoder();
const connected = 'id: 0\nevent: connected\ndata: "hello"\n\n';
const first = encoder.encode(connected);
let withHistory = first;
let id = 0;

export function GET(request) {
  const bytes = request.url.endsWith('missed=all') ? withHistory : first;
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
    },
  });
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
    },
  });
}

globalThis.benchPeer = {
  keep(payloads) {
    const blocks = payloads.map(
      (payload) => `id: 1700000000000-${++id}\nevent: bench\ndata: ${JSON.stringify(payload)}\n\n`,
    );
    withHistory = encoder.encode(connected + blocks.join(''));
    return { query: '?missed=all' };
  },
};
