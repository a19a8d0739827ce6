import { type Instance, live } from './live';

const interval = 1_000;

/** The process that runs this code. examples/redis-two-processes gives each a name. */
export const thisInstance: Instance = {
  name: process.env.SSECAST_DEMO_INSTANCE ?? 'this one',
  process: process.pid,
};

/** Whether several instances share their events. */
export const hasInstances = () => Boolean(process.env.REDIS_URL);

/** Next evaluates this file once for each of its bundles; one timer sends. */
const shared = globalThis as { ssecastDemoHello?: NodeJS.Timeout };

/** Sends an event to the pages of all instances each second, from now on. */
export function sayHello(): void {
  if (!hasInstances()) return;
  let number = 0;
  shared.ssecastDemoHello ??= setInterval(() => {
    number += 1;
    const clients = live.channel('instances').clients().length;
    // Nothing waits for it. An error goes to the logger.
    void live.channel('instances').send('hello', { ...thisInstance, number, clients });
  }, interval).unref();
}

/** The client joins again when its stream moves to another instance. That instance sends its name. */
live.onJoin('window:[id]', async ({ id }) => {
  await live.channel(`window:${id}`).send('served', thisInstance);
});
