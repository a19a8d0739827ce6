import { redisBackplane } from '../../lib/redis/index.js';
import { grow } from './contract.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

let server: RedisServer;
let proxy: TcpProxy | undefined;
const events = 'ssecast:{default}:events';
const backplane = (maxLength = 10_000) => redisBackplane({ url: server.url, maxLength });

afterEach(async () => {
  await closeAll();
  await proxy?.stop();
  proxy = undefined;
  await server.stop();
});

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `e ${from + at}`);

it('FLUSHALL while nothing happens: a new epoch within seconds, and nothing is silent', async () => {
  server = await RedisServer.start();
  const [one, two] = [await Observed.open(backplane()), await Observed.open(backplane())];
  await one.append('before');
  await two.until(() => two.entries.length === 1);
  const { epoch } = one;
  await server.cli('FLUSHALL');
  for (const each of [one, two]) await each.until(() => each.hasLost, 6_000);
  expect(one.epoch).not.toBe(epoch);
  expect(two.epoch).toBe(one.epoch);
  await two.append('after');
  for (const each of [one, two]) {
    await each.until(() => each.entries.includes('after'));
    expect(each.entries).toEqual(['before', 'after']);
    expect(grow(each.positions)).toBe(true);
    expect(each.failures.filter(Boolean)).toHaveLength(each.failures.length / 2);
  }
});

it('FLUSHALL while events are written: every entry after the loss arrives, in one order', async () => {
  server = await RedisServer.start();
  const [one, two] = [await Observed.open(backplane()), await Observed.open(backplane())];
  let isFlushed = false;
  const writing = (async () => {
    for (let at = 0; at < 400; at += 1) {
      if (at === 150) {
        await server.cli('FLUSHALL');
        isFlushed = true;
      }
      await one.append(`e ${at}`);
    }
  })();
  await writing;
  expect(isFlushed).toBe(true);
  for (const each of [one, two]) {
    await each.until(() => each.entries.includes('e 399'));
    expect(each.hasLost).toBe(true);
    // What was acknowledged after the loss was acknowledged in the new epoch and is there.
    expect(each.log.slice(each.log.lastIndexOf('lost') + 1)).toEqual(
      numbered(400).slice(-(each.log.length - each.log.lastIndexOf('lost') - 1)),
    );
    expect(grow(each.positions)).toBe(true);
  }
  expect(one.epoch).toBe(two.epoch);
});

it('the stream alone deleted, or the epoch alone: a new epoch', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  await one.append('a');
  for (const key of [events, 'ssecast:{default}:meta']) {
    const { epoch } = one;
    await server.cli('DEL', key);
    await one.until(() => one.epoch !== epoch);
    await one.append(`after ${key}`);
    await one.until(() => one.entries.includes(`after ${key}`));
  }
  expect(one.opened.map(({ lost }) => lost)).toEqual([false, true, true]);
  expect(grow(one.positions)).toBe(true);
});

it('an older state that is restored under open connections: a new epoch', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  await one.append(...numbered(5));
  await server.cli('COPY', events, 'saved');
  await one.append(...numbered(5, 5));
  await one.until(() => one.entries.length === 10);
  await server.cli('COPY', 'saved', events, 'REPLACE');
  await one.until(() => one.hasLost);
  await one.append('after');
  await one.until(() => one.entries.includes('after'));
  expect(grow(one.positions)).toBe(true);
});

it('an older state to which entries were added before it was noticed: a new epoch', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  await one.append(...numbered(5));
  await server.cli('COPY', events, 'saved');
  await one.append(...numbered(5, 5));
  await one.until(() => one.entries.length === 10);
  // The place is checked, and needs no proof for what was acknowledged.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await server.cli('COPY', 'saved', events, 'REPLACE');
  for (let at = 0; at < 20; at += 1) await server.cli('XADD', events, '*', 'entry', 'foreign');
  await one.until(() => one.hasLost);
});

it('entries that were acknowledged and not read yet are gone: a new epoch', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  let go: () => void = () => undefined;
  one.pause = new Promise((resolve) => {
    go = resolve;
  });
  await one.append('read');
  await one.until(() => one.entries.length === 1);
  await server.cli('COPY', events, 'saved');
  await one.append(...numbered(5));
  await server.cli('COPY', 'saved', events, 'REPLACE');
  for (let at = 0; at < 5; at += 1) await server.cli('XADD', events, '*', 'entry', 'foreign');
  one.pause = undefined;
  go();
  await one.until(() => one.hasLost);
  expect(one.epoch).not.toBe(one.opened[0]?.epoch);
});

it('a stream that was trimmed behind a slow reader: lost, in the same epoch', async () => {
  server = await RedisServer.start();
  const [writer, slow] = [await Observed.open(backplane(100)), await Observed.open(backplane(100))];
  let go: () => void = () => undefined;
  slow.pause = new Promise((resolve) => {
    go = resolve;
  });
  await writer.append('first');
  await slow.until(() => slow.entries.length === 1);
  for (let at = 0; at < 1_000; at += 50) await writer.append(...numbered(50, at));
  slow.pause = undefined;
  go();
  await slow.until(() => slow.entries.includes('e 999'));
  expect(slow.log.slice(0, 3)).toEqual(['opened', 'first', 'lost']);
  expect(slow.log.filter((each) => each === 'lost')).toHaveLength(1);
  expect(slow.epoch).toBe(writer.epoch);
  expect(writer.hasLost).toBe(false);
  expectHoleBefore(slow, writer);
});

/** What a reader has missed lies before the position of its loss, and what it reads next after it. */
function expectHoleBefore(reader: Observed, writer: Observed): void {
  const { position } = reader.opened.at(-1) as { position: string };
  const next = reader.positions[reader.log.lastIndexOf('lost') - reader.opened.length + 1];
  const missed = writer.positions[writer.positions.indexOf(next as string) - 1];
  expect(grow([missed as string, next as string])).toBe(true);
  expect(position === missed || grow([missed as string, position])).toBe(true);
  expect(grow([position, next as string])).toBe(true);
}

it('a stream that was trimmed while its connection was away: what is missing lies before the loss', async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(() => server.port);
  const gate = proxy;
  const writer = await Observed.open(backplane(100));
  const away = await Observed.open(redisBackplane({ url: gate.url, maxLength: 100 }));
  await writer.append('first');
  await away.until(() => away.entries.length === 1);
  gate.isOpen = false;
  gate.cut();
  for (let at = 0; at < 1_000; at += 50) await writer.append(...numbered(50, at));
  await writer.until(() => writer.entries.length === 1_001);
  gate.isOpen = true;
  await away.until(() => away.entries.includes('e 999'));
  expect(away.epoch).toBe(writer.epoch);
  expect(away.opened.filter(({ lost }) => lost)).toHaveLength(1);
  expectHoleBefore(away, writer);
});

it('a stream that was emptied by XTRIM: lost, up to its newest entry', async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(() => server.port);
  const gate = proxy;
  const writer = await Observed.open(backplane());
  const away = await Observed.open(redisBackplane({ url: gate.url }));
  await writer.append('first');
  await away.until(() => away.entries.length === 1);
  gate.isOpen = false;
  gate.cut();
  await writer.append(...numbered(5));
  await writer.until(() => writer.entries.length === 6);
  await server.cli('XTRIM', events, 'MAXLEN', '0');
  gate.isOpen = true;
  await away.until(() => away.hasLost);
  expect(away.opened.at(-1)?.position).toBe(writer.positions.at(-1));
  await writer.append('after');
  await away.until(() => away.entries.includes('after'));
  expect(away.entries).toEqual(['first', 'after']);
  expect(away.epoch).toBe(writer.epoch);
});

it('a stream of foreign entries that was trimmed behind a slow reader: lost', async () => {
  server = await RedisServer.start();
  const slow = await Observed.open(backplane());
  slow.pause = new Promise((resolve) => setTimeout(resolve, 500));
  await server.cli('XADD', events, '*', 'entry', 'first');
  await slow.until(() => slow.entries.length === 1);
  for (let at = 0; at < 20; at += 1) {
    await server.cli('XADD', events, 'MAXLEN', '10', '*', 'entry', `e ${at}`);
  }
  await slow.until(() => slow.entries.includes('e 19'));
  expect(slow.log).toEqual(['opened', 'first', 'lost', ...numbered(10, 10)]);
});

it('a slow reader that misses nothing is told of no loss', async () => {
  server = await RedisServer.start();
  const [writer, slow] = [await Observed.open(backplane()), await Observed.open(backplane())];
  slow.pause = new Promise((resolve) => setTimeout(resolve, 3_000));
  for (let at = 0; at < 5_000; at += 100) await writer.append(...numbered(100, at));
  await slow.until(() => slow.entries.length === 5_000);
  expect(slow.entries).toEqual(numbered(5_000));
  expect(slow.hasLost).toBe(false);
});

it('a cursor older than the stream: lost', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane(100));
  const { position, epoch } = one.opened[0] as { position: string; epoch: number };
  await one.append('first');
  await one.until(() => one.entries.length === 1);
  const first = one.positions[0] as string;
  expect(await one.connection.read(position, first, epoch, 10)).toMatchObject({ lost: false });
  for (let at = 0; at < 1_000; at += 50) await one.append(...numbered(50, at));
  await one.until(() => one.entries.includes('e 999'));
  const last = one.positions.at(-1) as string;
  const page = await one.connection.read(first, last, epoch, 10);
  expect(page).toMatchObject({ lost: true, complete: false });
  expect(page.entries).toHaveLength(10);
});

it('a page of large entries ends early, and the pages are the whole', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  const { position, epoch } = one.opened[0] as { position: string; epoch: number };
  const large = 'x'.repeat(500_000);
  for (let at = 0; at < 60; at += 4) {
    await one.append(...numbered(4, at).map((text) => `${text} ${large}`));
  }
  await one.until(() => one.entries.length === 60);
  const last = one.positions.at(-1) as string;
  const found: string[] = [];
  for (let after = position; ; ) {
    const page = await one.connection.read(after, last, epoch, 1_000);
    expect(page.lost).toBe(false);
    // 4 MiB, and the entries that were read before their bytes were counted.
    expect(page.entries.length).toBeLessThanOrEqual(9 + 20);
    found.push(...page.entries.map((each) => String(each.entry).slice(0, 4).trim()));
    if (page.complete) break;
    after = page.entries.at(-1)?.position as string;
  }
  expect(found).toEqual(numbered(60));
});

it('an entry of redis-cli is an entry; what is none is skipped and named', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  const text = '{"target":{"channel":"orders"},"event":"order","data":{"id":"a"}}';
  await server.cli('XADD', events, '*', 'entry', text);
  await server.cli('XADD', events, '*', 'hello', 'world');
  await server.cli('XADD', events, '*', 'epoch', 'many');
  await server.cli('XADD', events, '*', 'entry', 'a', 'more', 'b');
  await server.cli('XADD', events, '99999999999999-100000', 'entry', 'x');
  await one.append('last');
  await one.until(() => one.entries.includes('last'));
  expect(one.entries).toEqual([text, 'last']);
  expect(one.foreign).toEqual([
    expect.stringMatching(/^\d+-\d an entry with the fields \["hello"\]$/),
    expect.stringMatching(/^\d+-\d an entry with the fields \["epoch"\]$/),
    expect.stringMatching(/^\d+-\d an entry with the fields \["entry","more"\]$/),
    expect.stringMatching(/^99999999999999-100000 an id with a sequence of 100,000 or more$/),
  ]);
  expect(one.positions.at(-1)).toBe('100000000000000-0');
  expect(one.hasLost).toBe(false);
  const { position, epoch } = one.opened[0] as { position: string; epoch: number };
  const page = await one.connection.read(position, one.positions.at(-1) as string, epoch, 1);
  expect(page.entries).toHaveLength(1);
});

it('a clock far behind the ids: sequences stay below 100,000', async () => {
  server = await RedisServer.start();
  const one = await Observed.open(backplane());
  await server.cli('XADD', events, '99999999999999-99997', 'entry', 'ahead');
  await one.append(...numbered(5));
  await one.until(() => one.entries.length === 6);
  expect(one.positions).toEqual([
    '99999999999999-99997',
    '99999999999999-99998',
    '99999999999999-99999',
    '100000000000000-0',
    '100000000000000-1',
    '100000000000000-2',
  ]);
});
