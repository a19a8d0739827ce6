'use server';

/**
 * Asks the runner of examples/redis-two-processes to end an instance, this one or another, with SIGKILL.
 * Only processes of that runner have the variable and the channel to it.
 */
export async function endInstance(name: string): Promise<void> {
  if (process.env.SSECAST_DEMO_END_INSTANCES !== '1' || !process.send) {
    throw new Error('Expected the demo of two processes; start it with npm run demo:redis.');
  }
  process.send({ end: String(name) });
}
