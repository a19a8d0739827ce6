import type { SSEEvent } from '../../../lib/client/index.js';
import type { Outdated } from '../../../lib/client/stream/item.js';
import type { Arrival } from '../../../lib/client/transport/arrivals.js';
import { FailureError } from '../../../lib/client/transport/failures.js';
import { readStream } from '../../../lib/client/transport/read-stream.js';

async function read(chunks: (string | Uint8Array)[], version?: number) {
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
  const outdated: Outdated[] = [];
  const handlers = {
    onActivity: () => {
      activity += 1;
    },
    onRetry: (milliseconds: number) => retries.push(milliseconds),
    onArrivals: (arrivals: Arrival[]) => {
      batches.push(arrivals.length);
      for (const { cursor, event, outdated: newer } of arrivals) {
        if (newer) outdated.push(newer);
        if (cursor !== undefined) cursors.push(cursor);
        if (event) events.push(event);
      }
    },
  };
  await readStream(body, handlers, { signal: new AbortController().signal, version });
  return { events, batches, cursors, retries, activity, outdated };
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

test('only a block without a name is an envelope', async () => {
  const data = 'data: {"type":"saved","data":1,"timestamp":5}\n\n';
  const { events } = await read([data, `event: message\n${data}`, `event:\n${data}`]);
  expect(events.map(({ event }) => event)).toEqual(['saved', 'message', 'saved']);
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
  await expect(read(['data: ', ...megabytes])).rejects.toThrow(FailureError);
  const lines = megabytes.flatMap((each) => [': ', each, '\n']);
  await expect(read(lines)).rejects.toThrow(FailureError);
});

describe('what comments tell', () => {
  const block = (...lines: string[]) => `${lines.join('\n')}\n\n`;

  test('the channel of the one event of their block', async () => {
    const { events } = await read([
      block(': timestamp 5', ': channel session:a b', 'id: 1-1', 'event: x', 'data: 1'),
      block('id: 1-2', 'event: x', 'data: 2'),
    ]);
    expect(events[0]).toMatchObject({ channel: 'session:a b', timestamp: 5 });
    expect(events[1]).not.toHaveProperty('channel');
  });

  const versioned = block(
    ': version 4',
    ': older 3 {"three":true}',
    ': older 1 {"one":true}',
    'id: 1-1',
    'event: x',
    'data: {"four":true}',
  );

  test.each([
    [undefined, { version: 4, data: { four: true } }],
    [5, { version: 4, data: { four: true } }],
    [4, { version: 4, data: { four: true } }],
    [3, { version: 3, data: { three: true } }],
    [2, { version: 1, data: { one: true } }],
  ])('a page of version %p takes %j', async (version, expected) => {
    const { events, outdated } = await read([versioned], version);
    expect(events).toEqual([expect.objectContaining({ event: 'x', id: '1-1', ...expected })]);
    expect(outdated).toEqual([]);
  });

  test('an event with nothing for an older page moves the cursor and is not delivered', async () => {
    const { events, cursors, outdated } = await read(
      [block(': version 2', 'id: 1-1', 'event: x', 'data: 1'), block('event: y', 'data: 2')],
      1,
    );
    expect(events.map(({ event }) => event)).toEqual(['y']);
    expect(cursors).toEqual(['1-1']);
    expect(outdated).toEqual([{ event: 'x', version: 2 }]);
  });
});
