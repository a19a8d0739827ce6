import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventSourceMessage } from 'eventsource-parser';
import { type BackplaneBroadcaster, type BackplaneOptions, createBroadcaster } from 'ssecast';
import { type Backplane, memoryBackplane } from 'ssecast/backplane';
import { memoryLog } from 'ssecast/native';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { SessionEventEmitter } from 'ssecast/sessions';
import type { SharedMemory } from '../../../lib/backplane/memory-connection.js';
import type { EventClient } from '../support/event-client.js';
import { type EventServer, eventually, serveEvents, silent } from '../support/server.js';

interface Connected {
  clientId: string;
  resumed: boolean;
  replayed: number;
  gap: boolean;
}

/** A broadcaster and its server: to a backplane, broadcasters of different names are processes. */
interface Instance {
  live: BackplaneBroadcaster;
  server: EventServer;
  /** A client that reads the channel `room` as the user `ann`. */
  connect(cursor?: string): Promise<{ client: EventClient; connected: Connected }>;
}

let count = 0;
const running: { live: BackplaneBroadcaster; server: EventServer }[] = [];

async function open(backplane: Backplane, more: Partial<BackplaneOptions> = {}): Promise<Instance> {
  const name = `instance-${++count}`;
  const live = createBroadcaster({ logger: silent, ...more, name, backplane });
  const server = await serveEvents((request: IncomingMessage, response: ServerResponse) => {
    void live.accept(request, response, { userId: 'ann', channels: ['room'] });
  });
  running.push({ live, server });
  return {
    live,
    server,
    async connect(cursor) {
      const headers: Record<string, string> =
        cursor === undefined ? {} : { 'Last-Event-ID': cursor };
      const client = server.open({ headers });
      return { client, connected: JSON.parse((await client.next('connected')).data) };
    },
  };
}

const say = (live: BackplaneBroadcaster, text: unknown, id?: string) =>
  live.publish({ channel: 'room' }, { event: 'said', data: text, id });

/** The next events of that name. */
async function take(client: EventClient, many: number): Promise<EventSourceMessage[]> {
  const taken: EventSourceMessage[] = [];
  while (taken.length < many) taken.push(await client.next('said'));
  return taken;
}

const texts = (events: EventSourceMessage[]) => events.map(({ data }) => JSON.parse(data));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Lets a log begin a new epoch. */
const rollBack = (name: string) => memoryLog<SharedMemory>(name, fail).log.rollBack();
const fail = () => {
  throw new Error('there is no such log');
};

afterEach(async () => {
  for (const { live, server } of running.splice(0)) {
    live.close();
    await server.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
});

describe('two instances of a broadcaster with a backplane', () => {
  const two = async (name: string, more: Partial<BackplaneOptions> = {}) =>
    Promise.all([1, 2].map(() => open(memoryBackplane({ name }), more))) as Promise<
      [Instance, Instance]
    >;

  it('deliver the same events with the same ids in one order', async () => {
    const [here, there] = await two('order');
    const one = await here.connect();
    const other = await there.connect();
    const sent = range(1, 300).map((number) =>
      say(number % 2 === 0 ? here.live : there.live, number),
    );
    const published = await Promise.all(sent);
    const [first, second] = await Promise.all([take(one.client, 300), take(other.client, 300)]);
    expect(first).toEqual(second);
    expect(new Set(texts(first))).toEqual(new Set(range(1, 300)));
    // The ids that the promises have given are those on the wire.
    const ids = new Map(first.map(({ id, data }) => [JSON.parse(data), id]));
    expect(published.map(({ id }, index) => id === ids.get(index + 1))).not.toContain(false);
    expect(published.every(({ clients }) => clients === 1)).toBe(true);
  });

  /**
   * Two, of which one has not read what the other has: a client's cursor is ahead of it.
   * @param more.newEpoch the cursor is of an epoch that it has not read of
   */
  async function behind(name: string, { newEpoch = false } = {}) {
    const backplane = memoryBackplane({ name });
    const waiting: (() => void)[] = [];
    const gate = {
      isOpen: true,
      open() {
        gate.isOpen = true;
        for (const pass of waiting.splice(0)) pass();
      },
    };
    const slow: Backplane = {
      ...backplane,
      connect: (instance, events) =>
        backplane.connect(instance, {
          ...bound(events),
          opened(place) {
            if (gate.isOpen) events.opened(place);
            else waiting.push(() => events.opened(place));
          },
          async entries(entries) {
            if (!gate.isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
            await events.entries(entries);
          },
        }),
    };
    const [here, there] = [await open(backplane), await open(slow)];
    const { client } = await here.connect();
    await there.connect();
    await say(here.live, 1);
    await take(client, 1);
    gate.isOpen = false;
    if (newEpoch) rollBack(name);
    const { id: cursor } = await say(here.live, 2);
    await say(here.live, 3);
    await take(client, 2);
    return { here, there, gate, cursor };
  }

  it('lose and repeat nothing for clients that move between four of them under load', async () => {
    const many = 3_000;
    const options = { history: { count: 400 } };
    const instances = await Promise.all(
      range(1, 4).map(() => open(memoryBackplane({ name: 'moving' }), options)),
    );
    await Promise.all(instances.map(({ live }) => live.snapshot('room', () => undefined)));
    const at = (index: number) => instances[index % 4] as Instance;
    const { cursor } = await at(0).live.snapshot('room', () => undefined);
    let gaps = 0;
    const follow = async (reader: number) => {
      const read: number[] = [];
      let place = cursor;
      // Some begin with more to read than a history may hold.
      await pause(reader * 60);
      for (let move = reader; read.length < many; move++) {
        const { client, connected } = await at(move).connect(place);
        if (connected.gap) gaps++;
        const part = await take(client, Math.min(many - read.length, 40 + ((move * 37) % 160)));
        client.close();
        read.push(...texts(part));
        place = part.at(-1)?.id as string;
      }
      return read;
    };
    const readers = range(0, 7).map(follow);
    const sent: Promise<unknown>[] = [];
    for (let number = 0; number < many; number++) {
      sent.push(say(at(number).live, number));
      if (number % 20 === 0) await pause(5);
    }
    await Promise.all(sent);
    const [first, ...others] = await Promise.all(readers);
    expect(first?.toSorted((a, b) => a - b)).toEqual(range(0, many - 1));
    for (const read of others) expect(read).toEqual(first);
    expect(gaps).toBe(0);
  });

  it('leaves a response alone that the application has answered meanwhile', async () => {
    const { there, gate, cursor } = await behind('answered', { newEpoch: true });
    const accepted: unknown[] = [];
    const server = await serveEvents((request, response) => {
      setTimeout(() => response.writeHead(504).end(), 30);
      void there.live.accept(request, response).then((id) => accepted.push(id));
    });
    const client = server.open({ headers: { 'Last-Event-ID': cursor } });
    expect(await client.opened()).toContain('504 gateway timeout');
    gate.open();
    await eventually(() => accepted.length === 1);
    expect(accepted).toEqual([undefined]);
    expect(there.live.stats().connections).toBe(1);
    await server.close();
  });

  it('lets a client resume on the other one: it gets what it missed, once', async () => {
    const [here, there] = await two('resume');
    const { client } = await here.connect();
    await there.connect();
    const sent = await Promise.all(range(1, 20).map((number) => say(here.live, number)));
    await take(client, 20);
    const cursor = sent[9]?.id as string;
    const back = await there.connect(cursor);
    expect(back.connected).toMatchObject({ resumed: true, gap: false });
    expect(texts(await take(back.client, 10))).toEqual(range(11, 20));
    await say(here.live, 21);
    expect(texts(await take(back.client, 1))).toEqual([21]);
  });

  it('reads what the history no longer holds from the log', async () => {
    const [here, there] = await two('older', { history: { count: 5 } });
    await there.connect();
    const sent = await Promise.all(range(1, 3_000).map((number) => say(here.live, number)));
    await eventually(() => (there.live.stats().backplane?.received ?? 0) >= 3_000);
    const clients = await Promise.all(
      range(1, 20).map((number) => there.connect(sent[number * 10]?.id)),
    );
    for (const [index, { client, connected }] of clients.entries()) {
      const missed = 3_000 - (index + 1) * 10 - 1;
      expect(connected).toMatchObject({ resumed: true, gap: false, replayed: missed });
      expect(texts(await take(client, missed))).toEqual(range(3_001 - missed, 3_000));
    }
    expect(there.live.stats().backplane?.reads).toBeLessThanOrEqual(9);
  });

  it('reads what a single channel has forgotten, while the history is longer', async () => {
    const [here, there] = await two('per-channel', { history: { perChannel: { count: 2 } } });
    await there.connect();
    const sent = await Promise.all(range(1, 9).map((number) => say(here.live, number)));
    await eventually(() => there.live.stats().backplane?.received === 9);
    const { client, connected } = await there.connect(sent[1]?.id);
    expect(connected).toMatchObject({ resumed: true, gap: false, replayed: 7 });
    expect(texts(await take(client, 7))).toEqual(range(3, 9));
  });

  it('keeps the newest of what is more than the history may hold, and gives a gap before it', async () => {
    const [here, there] = await two('bytes', { history: { count: 2, bytes: 20_000 } });
    await there.connect();
    const text = 'x'.repeat(500);
    const sent = await Promise.all(range(1, 100).map(() => say(here.live, text)));
    await eventually(() => there.live.stats().backplane?.received === 100);
    const [old, recent] = await Promise.all([
      there.connect(sent[10]?.id),
      there.connect(sent[89]?.id),
    ]);
    expect(old?.connected).toMatchObject({ resumed: false, gap: true });
    expect(recent?.connected).toMatchObject({ resumed: true, gap: false, replayed: 10 });
    await take(recent?.client as EventClient, 10);
  });

  it('resumes after the restart of all instances', async () => {
    const before = await open(memoryBackplane({ name: 'restart' }));
    const sent = await Promise.all(range(1, 5).map((number) => say(before.live, number)));
    before.live.close();
    const after = await open(memoryBackplane({ name: 'restart' }));
    const { client, connected } = await after.connect(sent[1]?.id);
    expect(connected).toMatchObject({ resumed: true, gap: false, replayed: 3 });
    expect(texts(await take(client, 3))).toEqual([3, 4, 5]);
  });

  it('admits a client that is ahead of this process: it gets what comes after its cursor', async () => {
    const { here, there, gate, cursor } = await behind('ahead');
    const { client: back, connected } = await there.connect(cursor);
    expect(connected).toMatchObject({ resumed: true, gap: false });
    gate.open();
    await say(here.live, 4);
    expect(texts(await take(back, 2))).toEqual([3, 4]);
  });

  it('lets a client wait until this process has read of the epoch of its cursor', async () => {
    const { here, there, gate, cursor } = await behind('epoch-ahead', { newEpoch: true });
    const coming = there.connect(cursor);
    await pause(100);
    expect(there.live.clients()).toHaveLength(1);
    gate.open();
    const { client: back, connected } = await coming;
    await say(here.live, 4);
    expect(texts(await take(back, 2))).toEqual([3, 4]);
    expect(connected).toMatchObject({ resumed: true, gap: false });
  });

  it('does not admit a client that is gone before it was served, or was disconnected meanwhile', async () => {
    const { there, gate, cursor } = await behind('gone', { newEpoch: true });
    const headers = { 'Last-Event-ID': cursor };
    const gone = there.server.open({ headers });
    await pause(50);
    gone.close();
    const revoked = there.server.open({ headers });
    await pause(50);
    await there.live.disconnect({ user: 'ann' });
    gate.open();
    expect(await revoked.opened()).toContain('503 service unavailable');
    await pause(50);
    expect(there.live.stats()).toMatchObject({ connections: 1, refusals: { revoked: 1 } });
  });

  it('resumes from an id that the application gave', async () => {
    const [here, there] = await two('own-ids', { history: { count: 2 } });
    await there.connect();
    await say(here.live, 1, 'order-1');
    await Promise.all(range(2, 9).map((number) => say(here.live, number)));
    await eventually(() => (there.live.stats().backplane?.received ?? 0) >= 9);
    const { client, connected } = await there.connect('order-1');
    expect(connected).toMatchObject({ resumed: true, gap: false, replayed: 8 });
    expect(texts(await take(client, 8))).toEqual(range(2, 9));
  });

  it('stores an event with the id of its own once, whichever instance publishes it again', async () => {
    const [here, there] = await two('once');
    const { client } = await here.connect();
    const ids = await Promise.all([say(here.live, 1, 'a'), say(there.live, 1, 'a')]);
    expect(ids.map(({ id }) => id)).toEqual(['a', 'a']);
    await say(there.live, 2);
    expect(texts(await take(client, 2))).toEqual([1, 2]);
  });

  it('gives a gap to every client when the log has begun a new epoch, and when it comes back', async () => {
    const [here, there] = await two('epoch');
    const { client } = await here.connect();
    const { id } = await say(here.live, 1);
    await take(client, 1);
    await there.connect();
    rollBack('epoch');
    await client.next('gap');
    await say(there.live, 2);
    expect(texts(await take(client, 1))).toEqual([2]);
    const back = await there.connect(id);
    expect(back.connected).toMatchObject({ resumed: false, gap: true });
    expect(here.live.stats().backplane).toMatchObject({ epochs: 1, lost: 1, state: 'open' });
  });

  it('gives a gap for a cursor that the log does not reach back to, and for one of another log', async () => {
    const backplane = memoryBackplane({ name: 'trimmed', maxLength: 10 });
    const [here, there] = [await open(backplane), await open(backplane, { history: { count: 2 } })];
    await there.connect();
    const { id } = await say(here.live, 0);
    // One by one: a reader would find the log trimmed otherwise.
    for (const number of range(1, 30)) await say(here.live, number);
    await eventually(() => there.live.stats().backplane?.received === 31);
    for (const cursor of [id, '1763712000000-482915730200042', 'unknown']) {
      const { client, connected } = await there.connect(cursor);
      expect(connected).toMatchObject({ resumed: false, gap: true });
      client.close();
    }
  });

  it('ends the streams of a user on both, and only there', async () => {
    const [here, there] = await two('disconnect');
    const one = await here.connect();
    const other = await there.connect();
    expect(await here.live.disconnect({ user: 'bob' })).toBe(0);
    expect(await here.live.disconnect({ user: 'ann' })).toBe(1);
    await Promise.all([one.client.ended, other.client.ended]);
    // A worker counts a client once its connection is closed.
    for (const { live } of [here, there]) {
      await eventually(() => live.stats().disconnects.server === 1);
    }
    // A message is no event: nothing is skipped, and cursors stay where they are.
    expect(there.live.stats().backplane).toMatchObject({ skipped: 0, received: 2 });
  });

  it('delivers in the other process what was published before a disconnect', async () => {
    const [here, there] = await two('before-disconnect');
    const { client } = await there.connect();
    const sent = range(1, 200).map((number) => say(here.live, number));
    await Promise.all([...sent, here.live.disconnect({ user: 'ann' })]);
    expect(texts(await take(client, 200))).toEqual(range(1, 200));
    await eventually(() => there.live.clients().length === 0);
  });

  it('carries what the synchronous APIs send', async () => {
    const [here, there] = await two('views');
    const { client } = await there.connect();
    const emitter = new SessionEventEmitter({ broadcaster: here.live });
    expect(emitter.emit('s', { type: 'joined', data: 1 })).toBe(0);
    const plain = createBroadcaster({ name: here.live.name });
    expect(plain.publish({ channel: 'room' }, { event: 'said', data: 1 })).toEqual({
      id: '',
      clients: 0,
    });
    expect(texts(await take(client, 1))).toEqual([1]);
  });

  it('are served by routes and handlers as well', async () => {
    const [here, there] = await two('routes', { history: { count: 2 } });
    await there.connect();
    const sent = await Promise.all(range(1, 9).map((number) => say(here.live, number)));
    await eventually(() => there.live.stats().backplane?.received === 9);
    const identity = () => ({ userId: 'bob', channels: ['room'] });
    const server = await serveEvents(
      createSSEHandler({ authorize: identity, broadcaster: there.live }),
    );
    const client = server.open({ headers: { 'Last-Event-ID': sent[1]?.id as string } });
    expect(texts(await take(client, 7))).toEqual(range(3, 9));
    await server.close();
    const { GET } = createSSERoute({ authorize: identity, broadcaster: there.live });
    const headers = { 'Last-Event-ID': sent[4]?.id as string };
    const response = await GET(new Request('http://localhost/', { headers }));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    while (!text.includes('data: 9\n')) {
      text += new TextDecoder().decode((await reader.read()).value);
    }
    expect(text).toContain('"resumed":true,"replayed":4,"gap":false');
    await reader.cancel();
  });

  it('makes snapshots whose cursor is of the log', async () => {
    const [here, there] = await two('snapshot');
    await say(there.live, 1);
    const { cursor } = await here.live.snapshot('room', async () => 'data');
    await say(there.live, 2);
    await say(there.live, 3);
    const { client, connected } = await there.connect(cursor);
    expect(connected).toMatchObject({ resumed: true, gap: false });
    expect(texts(await take(client, 2))).toEqual([2, 3]);
  });

  it('sends what waits before a drain ends, and rejects what comes after close', async () => {
    const [here, there] = await two('drain');
    const { client } = await there.connect();
    await here.connect();
    const sent = Promise.all(range(1, 50).map((number) => say(here.live, number)));
    const report = await here.live.drain({ deadline: 2_000 });
    expect(report).toMatchObject({ clients: 1, flushed: 1, backplane: { unsent: 0 } });
    await sent;
    expect(texts(await take(client, 50))).toEqual(range(1, 50));
    here.live.close();
    await expect(say(here.live, 51)).rejects.toMatchObject({ code: 'ERR_SSECAST_CLOSED' });
    expect(here.live.stats().backplane).toMatchObject({ state: 'closed' });
  });
});

/** The functions of an object of a class, which a spread leaves out. */
function bound(events: Parameters<Backplane['connect']>[1]) {
  return {
    opened: events.opened.bind(events),
    foreign: events.foreign.bind(events),
    failed: events.failed.bind(events),
  };
}
