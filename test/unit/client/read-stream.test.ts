import type { SSEEvent } from '../../../lib/client/index.js';
import { readStream } from '../../../lib/client/read-stream.js';

async function read(chunks: (string | Uint8Array)[]) {
  const events: SSEEvent[] = [];
  const batches: number[] = [];
  const cursors: string[] = [];
  const retries: number[] = [];
  let activity = 0;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      }
      controller.close();
    },
  });
  await readStream(body, {
    onActivity: () => {
      activity += 1;
    },
    onRetry: (milliseconds) => retries.push(milliseconds),
    onArrivals: (arrivals) => {
      batches.push(arrivals.length);
      for (const { cursor, event } of arrivals) {
        if (cursor !== undefined) cursors.push(cursor);
        if (event) events.push(event);
      }
    },
  });
  return { events, batches, cursors, retries, activity };
}

test('the first frame of a connection', async () => {
  const { events, cursors, retries } = await read([
    'retry: 3000\nid: 1700000000000-1\nevent: connected\ndata: {"clientId":"c1"}\n\n',
  ]);
  expect(retries).toEqual([3000]);
  expect(cursors).toEqual(['1700000000000-1']);
  expect(events).toEqual([
    {
      id: '1700000000000-1',
      event: 'connected',
      data: { clientId: 'c1' },
      timestamp: 1_700_000_000_000,
    },
  ]);
});

test('a timestamp comment belongs to its own event only', async () => {
  const { events } = await read([
    'id: mine\n: timestamp 1234\nevent: a\ndata: 1\n\n',
    'id: 1700000000000-1\nevent: b\ndata: 2\n\n',
  ]);
  expect(events.map((event) => event.timestamp)).toEqual([1234, 1_700_000_000_000]);
});

test('other comments mean nothing', async () => {
  const { events } = await read([': heartbeat\n\n: timestamp soon\nid: 5-1\ndata: 1\n\n']);
  expect(events).toEqual([{ id: '5-1', event: 'message', data: 1, timestamp: 5 }]);
});

test('a heartbeat moves the cursor and is no event', async () => {
  const { events, cursors, activity } = await read([': cursor 1700000000000-9\n\n']);
  expect(events).toEqual([]);
  expect(cursors).toEqual(['1700000000000-9']);
  expect(activity).toBe(1);
});

test('events that arrive together are handed on together', async () => {
  const { batches } = await read(['data: 1\n\ndata: 2\n\ndata: 3\n\n', 'data: 4\n\n']);
  expect(batches).toEqual([3, 1]);
});

test('a character and an event cut in two are put together', async () => {
  const bytes = new TextEncoder().encode('event: a\ndata: "é"\n\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const { events } = await read([bytes.slice(0, cut), bytes.slice(cut)]);
  expect(events.map((event) => event.data)).toEqual(['é']);
});

test('a block cut off at the end of the stream is discarded', async () => {
  const { events, cursors } = await read(['id: 1-1\ndata: 1\n\nid: 1-2\ndata: 2\n']);
  expect(events).toHaveLength(1);
  expect(cursors).toEqual(['1-1']);
});

test('an empty id forgets the cursor', async () => {
  const { cursors } = await read(['id: 1-1\ndata: 1\n\nid:\ndata: 2\n\n']);
  expect(cursors).toEqual(['1-1', '']);
});

test('an event without end is refused before it fills the memory', async () => {
  const megabytes = Array.from({ length: 40 }, () => new Uint8Array(1024 * 1024).fill(0x61));
  await expect(read(['data: ', ...megabytes])).rejects.toMatchObject({
    code: 'ERR_SSECAST_EVENT_TOO_LARGE',
  });
});
