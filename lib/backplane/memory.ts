import { memoryLog } from 'ssecast/native';
import { invalidOption } from '../types/errors.js';
import type { Backplane } from './backplane.js';
import { MemoryConnection, type SharedMemory } from './memory-connection.js';
import { MemoryLog } from './memory-log.js';
import { MemoryMembers } from './memory-members.js';

export interface MemoryBackplaneOptions {
  /** Backplanes of one name are the same log. Default `'default'`. */
  name?: string | undefined;
  /** Entries that are kept for clients that come back. Default 10,000. */
  maxLength?: number | undefined;
  /** Milliseconds after which the members of a connection that is closed leave. Default 20,000. */
  leaseTime?: number | undefined;
}

/**
 * A log in the memory of this process, for tests and as an example: broadcasters of different names that
 * have it behave like processes that share a server. `maxLength` and `leaseTime` of the first backplane
 * of a name count.
 *
 * @example
 * const here = createBroadcaster({ name: 'here', backplane: memoryBackplane() })
 * const there = createBroadcaster({ name: 'there', backplane: memoryBackplane() })
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function memoryBackplane(options: MemoryBackplaneOptions = {}): Backplane {
  const { name = 'default', maxLength = 10_000, leaseTime = 20_000 } = options;
  if (typeof name !== 'string' || name === '') {
    throw invalidOption('name', 'a string that is not empty', name);
  }
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw invalidOption('maxLength', 'a whole number from 1', maxLength);
  }
  if (typeof leaseTime !== 'number' || !(leaseTime >= 0)) {
    throw invalidOption('leaseTime', 'a number of milliseconds, 0 or more,', leaseTime);
  }
  return {
    kind: 'memory',
    key: `memory:${name}`,
    connect: (instance, events) => {
      const shared = memoryLog(name, () => createShared(maxLength, leaseTime));
      return new MemoryConnection(shared, instance, events);
    },
  };
}

function createShared(maxLength: number, leaseTime: number): SharedMemory {
  const log = new MemoryLog(maxLength);
  const members = new MemoryMembers((entry) => log.append({ entry }));
  return { log, members, leaseTime };
}
