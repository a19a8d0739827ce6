import { describeContract } from './contract.js';
import { backplaneOver, libraries } from './support/libraries.js';
import { RedisServer } from './support/redis-server.js';

let server: RedisServer;
let count = 0;

beforeAll(async () => {
  server = await RedisServer.start();
});
beforeEach(() => {
  count += 1;
});
afterAll(() => server.stop());

describe.each(libraries)('%s', (library) => {
  describeContract(`Redis with ${library}`, () =>
    backplaneOver(library, server.url, { name: `log-${count}`, leaseTime: 2_000 }),
  );
});
