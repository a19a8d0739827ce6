// examples/postgres-backplane keeps what every backplane promises.
import { Client } from 'pg';
import { postgresBackplane } from '../../examples/postgres-backplane/postgres-backplane.js';
import { describeContract, grow } from './contract.js';
import { closeAll, Observed } from './support/observed.js';
import { PostgresServer } from './support/postgres-server.js';

let server: PostgresServer;
let count = 0;

const make = () => postgresBackplane({ url: server.url, schema: `log_${count}`, leaseTime: 2_000 });

beforeAll(async () => {
  server = await PostgresServer.start();
});
beforeEach(() => {
  count += 1;
});
afterAll(() => server?.stop());

describeContract('PostgreSQL', make);

describe('PostgreSQL', () => {
  afterEach(closeAll);

  it('crashes and comes back: nothing is lost, and reading goes on', async () => {
    const [one, two] = [await Observed.open(make()), await Observed.open(make())];
    await one.append('before');
    await server.kill();
    const appended = one.append('meanwhile');
    await one.until(() => one.failures.length > 0);
    await server.run();
    await appended;
    await one.append('after');
    for (const each of [one, two]) await each.until(() => each.entries.includes('after'));
    for (const each of [one, two]) {
      expect(each.log).toEqual(['opened', 'before', 'meanwhile', 'after']);
      expect(each.failures.at(-1)).toBeUndefined();
    }
  });

  it('comes back with less: a new epoch, above all that was read', async () => {
    const one = await Observed.open(make());
    const [first, last] = (await one.append('kept', 'gone')) as { position: string }[];
    await one.until(() => one.entries.includes('gone'));
    await restoreOlder(`log_${count}`);
    await one.until(() => one.hasLost);
    const two = await Observed.open(make());
    await two.append('after');
    await one.until(() => one.entries.includes('after'));
    expect(one.log).toEqual(['opened', 'kept', 'gone', 'lost', 'after']);
    expect(one.opened[1]?.epoch).not.toBe(one.opened[0]?.epoch);
    expect(two.epoch).toBe(one.epoch);
    expect(grow([first?.position, last?.position, one.positions.at(-1)] as string[])).toBe(true);
    const lost = await two.connection.read(
      last?.position ?? '',
      '9-0',
      one.opened[0]?.epoch ?? 0,
      9,
    );
    expect(lost.lost).toBe(true);
  });
});

/** The newest entry is gone, another one is there, and all connections have ended. */
async function restoreOlder(schema: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`BEGIN;
    DELETE FROM ${schema}.entries WHERE place = (SELECT max(place) FROM ${schema}.entries);
    SELECT ${schema}.add('other', NULL);
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();
    COMMIT`);
  await client.end();
}
