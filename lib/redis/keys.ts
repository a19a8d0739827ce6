/** The keys of a log. They share a hash tag, because a Cluster runs a script in one slot. */
export interface Keys {
  /** The stream. */
  readonly events: string;
  /** A hash: the epoch, and the number of the newest entry. */
  readonly meta: string;
  /** A sorted set: each instance with the end of its lease. */
  readonly leases: string;
  /** What the scripts put before the names of groups and instances. */
  readonly members: string;
  /** What a writer stored last, so that a repeated batch is not stored twice. */
  writer(instance: string): string;
  /** Where the entry with an id of a caller's is. */
  id(id: string): string;
  probe(instance: string): string;
}

export function keysOf(prefix: string, name: string): Keys {
  const base = `${prefix}:{${name}}`;
  return {
    events: `${base}:events`,
    meta: `${base}:meta`,
    leases: `${base}:leases`,
    members: `${base}:members:`,
    writer: (instance) => `${base}:writer:${instance}`,
    id: (id) => `${base}:id:${id}`,
    probe: (instance) => `${base}:probe:${instance}`,
  };
}
