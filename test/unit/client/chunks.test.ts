/** Listeners that do what they want in the middle of a chunk. */
import { viewConnection } from '../../../lib/client/connection/shared-connections.js';
import { acquireConnection, type Lease } from '../../../lib/client/index.js';
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { createHistory } from './support/history.js';

const pause = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let history: ReturnType<typeof createHistory>;
let leases: Lease[];
beforeEach(() => {
  history = createHistory();
  leases = [];
});
afterEach(async () => {
  for (const lease of leases) lease.release();
  await pause();
  expect(history.open()).toBe(0);
});

const options = () => ({ url: '/chunks', fetch: history.fetch as typeof fetch });

test('a reader that is let go and held again by another one gets each event once', async () => {
  const first = acquireConnection(options());
  leases.push(first);
  const view = viewConnection(resolveOptions({ ...options(), cursor: history.position() }));
  let lease = view.hold();
  const heard: unknown[] = [];
  view.listen({ onMessage: ({ event, id }) => event === 'tick' && heard.push(id) });
  first.connection.listen({
    onMessage({ data }) {
      if (data !== 2) return;
      lease.release();
      lease = view.hold();
      leases.push(lease);
    },
  });
  first.connection.connect();
  await pause();
  for (let count = 0; count < 4; count += 1) history.publish();
  history.flush();
  await pause();
  expect(heard).toEqual(history.after('0-0'));
});
