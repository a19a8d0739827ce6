import type { EventSchema } from '../server/schemas-types.js';

const acceptAll: EventSchema = {
  '~standard': { version: 1, vendor: 'ssecast', validate: (value) => ({ value }) },
};

/**
 * A TypeScript type in place of a schema. The compiler checks it, and nothing is checked at run time.
 *
 * @example defineLive({ orders: { order: typed<{ id: string }>() } })
 */
export function typed<Data>(): EventSchema<Data> {
  return acceptAll as EventSchema<Data>;
}
