/** A server in one function: a history in memory that answers every cursor as ssecast does. */
export function createHistory() {
  const events: { order: number; id: string }[] = [];
  const readers = new Set<{ write(text: string): void; end(): void }>();
  const asked: (string | undefined)[] = [];
  const encoder = new TextEncoder();
  let order = 0;
  let held: string[] | undefined;
  let forgotten = 0;

  const frame = (id: string, event: string, data: unknown) =>
    `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const numbered = (number: number) => `1700000000000-${number}`;
  const locate = (cursor: string) =>
    events.find(({ id }) => id === cursor)?.order ?? Number(cursor.split('-')[1]);
  const flush = () => {
    const text = held?.join('');
    held = undefined;
    if (text) for (const reader of readers) reader.write(text);
  };

  const history = {
    asked,
    /** Whose stream it is; a server that does not say it has undefined. */
    identity: 'same' as string | undefined,
    open: () => readers.size,
    /** The id of the newest event, as `snapshot()` gives it: always in the server's own form. */
    position: () => numbered(order),
    /** The ids of the events after a position. */
    after: (position: string) => {
      const from = locate(position);
      return events.filter((event) => event.order > from).map(({ id }) => id);
    },
    /** `id`: one that the application gives. */
    publish(id?: string) {
      order += 1;
      const event = { order, id: id ?? numbered(order) };
      events.push(event);
      held ??= [];
      held.push(frame(event.id, 'tick', order));
    },
    /** What was published since leaves in one chunk. */
    flush,
    heartbeat() {
      held ??= [];
      held.push(`: cursor ${numbered(order)}\n\n`);
    },
    /** An event for others: ids move on, the stream does not. */
    skip() {
      order += 1;
    },
    /** Whoever comes back from before this gets a gap. `next`: ids begin anew there. */
    forget(next = order) {
      order = next;
      forgotten = next;
      events.length = 0;
    },
    /** Every connection ends. */
    hangUp() {
      flush();
      for (const reader of [...readers]) reader.end();
    },
    fetch: async (_url: string, init: RequestInit): Promise<Response> => {
      const { identity } = history;
      if (init.method === 'POST') {
        return identity === undefined
          ? Response.json({ error: 'Expected clientId' }, { status: 400 })
          : Response.json({ identity });
      }
      const cursor = (init.headers as Record<string, string>)['Last-Event-ID'];
      asked.push(cursor);
      flush();
      const isGap = cursor !== undefined && (locate(cursor) < forgotten || locate(cursor) > order);
      const from = cursor === undefined || isGap ? order : locate(cursor);
      const missed = events.filter((event) => event.order > from);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const reader = {
            write: (text: string) => controller.enqueue(encoder.encode(text)),
            end() {
              readers.delete(reader);
              controller.close();
            },
          };
          readers.add(reader);
          init.signal?.addEventListener('abort', () => {
            if (readers.delete(reader)) controller.error(new Error('aborted'));
          });
          const resumed = cursor !== undefined && !isGap;
          const data = { clientId: 'c', resumed, replayed: missed.length, gap: isGap };
          reader.write(
            `retry: 0\n${frame(numbered(missed.length ? from : order), 'connected', data)}`,
          );
          const to = numbered(order);
          if (isGap) reader.write(frame(to, 'gap', { from: cursor, to }));
          reader.write(missed.map((event) => frame(event.id, 'tick', event.order)).join(''));
          // A heartbeat: the connection has proved itself and is never given up.
          if (!missed.length && held === undefined) reader.write(`: cursor ${to}\n\n`);
        },
      });
      return new Response(body, {
        headers: {
          'Content-Type': 'text/event-stream',
          ...(identity === undefined ? {} : { 'X-SSECast-Identity': identity }),
        },
      });
    },
  };
  return history;
}
