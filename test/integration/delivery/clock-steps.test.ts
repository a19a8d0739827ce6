import { type ClockedProcess, startClocked } from '../support/clocked-process.js';
import { openEventClient } from '../support/event-client.js';
import { eventually } from '../support/server.js';

/** A client whose right ends after so many milliseconds by the clock of the server. */
const open = (server: ClockedProcess, expiresIn: number, cursor?: string) =>
  openEventClient(Number(new URL(server.origin).port), {
    path: `/?expiresIn=${expiresIn}`,
    ...(cursor === undefined ? {} : { headers: { 'Last-Event-ID': cursor } }),
  });

describe.each([-86_400, -3_600, 3_600, 86_400])('a clock that is set by %d s', (seconds) => {
  let server: ClockedProcess;

  beforeEach(async () => {
    server = await startClocked({
      heartbeatInterval: 1_000,
      history: { age: 20 * 86_400_000 },
    });
  });
  afterEach(() => server.kill());

  it('costs a client that expires later no event', async () => {
    await server.publish('before');
    server.setClock(seconds);
    const client = open(server, 600_000);
    await client.next('connected');
    for (const data of ['1', '2', '3']) await server.publish(data);
    await eventually(() => client.events.length === 4);
    expect(client.events.slice(1).map(({ data }) => JSON.parse(data))).toEqual(['1', '2', '3']);
    client.close();
  });

  it('ends a client in time, and what comes then is there when it is back', async () => {
    const client = open(server, 2_500);
    await client.next('connected');
    server.setClock(seconds);
    const published: string[] = [];
    let ended = false;
    client.ended.then(() => {
      ended = true;
    });
    while (!ended) {
      published.push(String(published.length));
      await server.publish(published.at(-1) ?? '');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(client.finished).toBe(true);
    // Heartbeats move the cursor, too: what the wire said last counts.
    const cursor = [...client.body.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
    const again = open(server, 600_000, cursor);
    const connected = JSON.parse((await again.next('connected')).data);
    expect(connected).toMatchObject({ resumed: true, gap: false });
    const told = () =>
      [...client.events, ...again.events]
        .filter(({ event }) => event === 'tick')
        .map(({ data }) => JSON.parse(data));
    await eventually(() => told().length >= published.length);
    expect(told()).toEqual(published);
    again.close();
  });
});
