import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventSource } from 'eventsource';
import { type ClockedProcess, startClocked } from '../support/clocked-process.js';
import { type Front, openFront } from '../support/front.js';
import { eventually } from '../support/server.js';

/** A plain EventSource, which knows nothing of ssecast, and what it was told. */
function listen(origin: string) {
  const told: string[] = [];
  const connected: Record<string, unknown>[] = [];
  const source = new EventSource(origin);
  source.addEventListener('tick', ({ data }) => told.push(JSON.parse(data)));
  source.addEventListener('gap', () => told.push('gap'));
  source.addEventListener('connected', ({ data }) => connected.push(JSON.parse(data)));
  return { told, connected, close: () => source.close() };
}

describe('a plain EventSource that comes from one process to another', () => {
  const quick = { retryInterval: 50 };
  const started: ClockedProcess[] = [];
  const opened: { close(): unknown }[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-histories-'));

  const start = async (options: object = quick, clock = 0) => {
    const server = await startClocked(options, clock);
    started.push(server);
    return server;
  };
  const connect = async (server: ClockedProcess) => {
    const front: Front = await openFront(server.origin);
    const client = listen(front.origin);
    opened.push(client, front);
    await eventually(() => client.connected.length === 1);
    return { client, front };
  };
  const publish = async (server: ClockedProcess, from: number, to: number) => {
    for (let number = from; number <= to; number++) await server.publish(String(number));
  };

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    for (const each of started.splice(0)) each.kill();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is told of a gap when both overlapped in a deploy', async () => {
    const [a, b] = [await start(), await start()];
    const { client, front } = await connect(a);
    await publish(a, 0, 4);
    await publish(b, 100, 104);
    await publish(a, 5, 9);
    await eventually(() => client.told.length === 10);
    await publish(b, 105, 109);
    front.switchTo(b.origin);
    await eventually(() => client.connected.length === 2);
    await publish(b, 110, 110);
    await eventually(() => client.told.includes('110'));
    expect(client.connected[1]).toMatchObject({ resumed: false, gap: true, replayed: 0 });
    expect(client.told.slice(10)).toEqual(['gap', '110']);
  });

  it.each([
    ['an hour', 3_600],
    ['a day', 86_400],
  ])('is told of a gap when the next clock was %s behind', async (_what, seconds) => {
    const a = await start();
    const { client, front } = await connect(a);
    await publish(a, 0, 4);
    await eventually(() => client.told.length === 5);
    const b = await start(quick, -seconds);
    await publish(b, 100, 104);
    b.setClock(60);
    await publish(b, 105, 109);
    front.switchTo(b.origin);
    await eventually(() => client.connected.length === 2);
    await publish(b, 110, 110);
    await eventually(() => client.told.includes('110'));
    expect(client.connected[1]).toMatchObject({ resumed: false, gap: true });
    expect(client.told.slice(5)).toEqual(['gap', '110']);
  });

  it.each([-86_400, -3_600, 3_600, 86_400])(
    'goes on without a gap over a history file, the next clock being %d s off',
    async (seconds) => {
      const age = 20 * 86_400_000;
      const options = { ...quick, history: { file: path.join(folder, `file${seconds}`), age } };
      const a = await start(options);
      const { client, front } = await connect(a);
      await publish(a, 0, 4);
      await eventually(() => client.told.length === 5);
      front.switchTo('http://127.0.0.1:1');
      const idA = await a.publish('5');
      await a.stop();
      const b = await start(options, seconds);
      const idB = await b.publish('6');
      expect(Number(idB.split('-')[0])).toBeGreaterThan(Number(idA.split('-')[0]));
      front.switchTo(b.origin);
      await eventually(() => client.told.length === 7);
      expect(client.told).toEqual(['0', '1', '2', '3', '4', '5', '6']);
      expect(client.connected.at(-1)).toMatchObject({ resumed: true, gap: false, replayed: 2 });
      expect(b.warnings).toEqual([]);
    },
  );
});
