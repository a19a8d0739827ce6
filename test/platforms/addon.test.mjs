/**
 * The addon of whatever system runs this: `npm run platforms` does, with Node alone, because test runners
 * bring addons of their own. Against the built package, which this imports by its name.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createBroadcaster } from 'ssecast';
import { Reader, serve } from './stream.mjs';

const hasDirectPath = process.platform !== 'win32';
const silent = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
);

let names = 0;
async function start(options = {}) {
  names += 1;
  const live = createBroadcaster({ name: `run-${names}`, logger: silent, ...options });
  const app = await serve(live);
  const readers = [];
  return {
    live,
    open(headers) {
      const reader = new Reader(app.port, headers);
      readers.push(reader);
      return reader;
    },
    async [Symbol.asyncDispose]() {
      for (const reader of readers) reader.close();
      live.close();
      await app.close();
    },
  };
}

/** Runs with a broadcaster and its server, and ends both. */
const withLive = (options, work) => async () => {
  const app = await start(options);
  try {
    await work(app);
  } catch (error) {
    error.message += `; ${JSON.stringify(app.live.stats())}`;
    throw error;
  } finally {
    await app[Symbol.asyncDispose]();
  }
};

const connected = ({ text }) => text.includes('event: connected');

for (const directPath of [true, false]) {
  const taken = directPath && hasDirectPath ? 'direct' : 'stream';
  const described = `directPath: ${directPath}, which is the ${taken} path here`;

  test(
    `events arrive in order (${described})`,
    withLive({ directPath }, async ({ live, open }) => {
      const reader = open();
      await reader.until(connected);
      assert.equal(live.stats().clients[taken], 1);
      for (const data of ['one', 'zwei ü', '三 🎉']) live.publish('all', { event: 'tick', data });
      await reader.until(({ data }) => data.length === 3);
      assert.deepEqual(
        reader.data.map((text) => JSON.parse(text)),
        ['one', 'zwei ü', '三 🎉'],
      );
    }),
  );

  test(
    `a client that comes back misses nothing (${described})`,
    withLive({ directPath }, async ({ live, open }) => {
      const first = open();
      await first.until(connected);
      live.publish('all', { event: 'tick', data: 1 });
      await first.until(({ data }) => data.length === 1);
      const cursor = first.events.findLast(({ id }) => id !== undefined).id;
      first.close();
      for (const data of [2, 3, 4]) live.publish('all', { event: 'tick', data });
      const second = open({ 'last-event-id': cursor });
      await second.until(({ data }) => data.length === 3);
      assert.deepEqual(second.data, ['2', '3', '4']);
    }),
  );

  test(
    `megabytes reach a client (${described})`,
    withLive({ directPath, queueBytes: 32 * 1024 * 1024 }, async ({ live, open }) => {
      const reader = open();
      await reader.until(connected);
      const count = 64;
      const data = 'x'.repeat(64 * 1024);
      for (let index = 0; index < count; index += 1) live.publish('all', { event: 'tick', data });
      await reader.until(() => reader.text.split('event: tick').length > count);
      live.disconnect('all');
      await reader.end();
      assert.equal(reader.data.length, count);
      assert.ok(reader.data.every((text) => text.length === data.length + 2));
    }),
  );

  test(
    `a drain delivers and ends the streams (${described})`,
    withLive({ directPath }, async ({ live, open }) => {
      const readers = [open(), open()];
      await Promise.all(readers.map((reader) => reader.until(connected)));
      live.publish('all', { event: 'tick', data: 'last' });
      const report = await live.drain({ deadline: 10_000 });
      await Promise.all(readers.map((reader) => reader.end()));
      assert.deepEqual(
        readers.map(({ data }) => data),
        [['"last"'], ['"last"']],
      );
      assert.equal(report.flushed, 2);
    }),
  );

  test(
    `a client that leaves is noticed (${described})`,
    withLive({ directPath }, async ({ live, open }) => {
      const gone = new Promise((resolve) => live.onDisconnect(resolve));
      const reader = open();
      await reader.until(connected);
      reader.close();
      await gone;
      assert.equal(live.stats().clients.total, 0);
    }),
  );
}

test(
  'heartbeats come from the clock of the workers',
  withLive({ heartbeatInterval: 1_000 }, async ({ open }) => {
    const reader = open();
    await reader.until(({ text }) => /^:/m.test(text));
  }),
);

test('a history comes back from its file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-ü-'));
  const file = path.join(folder, 'history');
  const history = { count: 10, file };
  await withLive({ name: 'kept', history }, async ({ live }) => {
    live.publish('all', { event: 'tick', data: 'kept' });
  })();
  assert.ok(readFileSync(file).includes('kept'));
  const restored = createBroadcaster({ name: 'kept', logger: silent, history });
  // It is read before the first event.
  restored.publish('all', { event: 'tick', data: 'new' });
  assert.equal(restored.stats().history.events, 2);
  restored.close();
  rmSync(folder, { recursive: true });
});

test('an error of the addon is an error in JavaScript', () => {
  const live = createBroadcaster({ name: 'strict', logger: silent });
  assert.throws(
    () => live.publish('all', { event: 'two\nlines', data: 1 }),
    (error) => {
      assert.match(error.code, /^ERR_SSECAST_/);
      return true;
    },
  );
  live.close();
  assert.throws(() => live.publish('all', { event: 'tick', data: 1 }), {
    code: 'ERR_SSECAST_CLOSED',
  });
});

test('a worker thread publishes to the clients of this one, and ends', async () => {
  await withLive({ name: 'shared' }, async ({ open }) => {
    const reader = open();
    await reader.until(connected);
    const worker = new Worker(
      `import('ssecast').then(({ createBroadcaster }) =>
        createBroadcaster({ name: 'shared' }).publish('all', { event: 'tick', data: 'thread' }));`,
      { eval: true },
    );
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    await reader.until(({ data }) => data.length === 1);
    assert.deepEqual(reader.data, ['"thread"']);
    assert.equal(await exit, 0);
  })();
});
