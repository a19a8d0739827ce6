import { setTimeout as sleep } from 'node:timers/promises';
import { pick, under } from './chance.mjs';

/** What is expected where broadcasters are closed and drained by others. */
const isFine = (error) =>
  ['ERR_SSECAST_CLOSED', 'ERR_SSECAST_NO_ANSWER', 'ERR_SSECAST_TOO_MANY_QUESTIONS'].includes(
    error.code,
  );

const target = (clients) =>
  pick([
    'all',
    { channel: 'a' },
    { channel: ['b', 'c', 'nobody'] },
    { user: `ann${under(20)}` },
    { client: pick(clients)?.id ?? 'nobody' },
  ]);

function publish(live, clients, number) {
  live.publish(target(clients), {
    event: pick(['x', 'y']),
    data: 'x'.repeat(pick([1, 100, 1_000, 20_000])),
    id: under(10) === 0 ? `own-${number}` : undefined,
    key: pick([undefined, 'k']),
    retry: pick([undefined, 10]),
  });
}

const calls = [
  (live) => live.clients(),
  (live) => live.clientsIn('a'),
  (live) => live.stats(),
  (live) => live.inspect(),
  (live) => live.snapshot('a', () => sleep(1)),
  (live, id) => live.client(id),
  (live, id) => live.subscribe(id, 'c'),
  (live, id) => live.unsubscribe(id, 'a'),
  (live, id) => live.disconnect({ client: id }),
  (live) => live.disconnect({ user: `ben${under(20)}` }),
  (live) => live.onDisconnect(() => undefined)(),
];

/** Publishes in bursts, and calls everything else that there is to call. */
export async function publishAndAsk(open, running) {
  for (let number = 0; running(); number++) {
    try {
      const live = open();
      const clients = live.clients();
      for (let burst = under(20); burst >= 0; burst--) publish(live, clients, number);
      await pick(calls)(live, pick(clients)?.id ?? 'nobody');
    } catch (error) {
      if (!isFine(error)) throw error;
    }
    await sleep(under(8));
  }
}
