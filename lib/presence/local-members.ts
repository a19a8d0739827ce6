import type { BackplaneMembers } from '../backplane/backplane.js';
import { MemoryMembers } from '../backplane/memory-members.js';

const kHere = 'here';

/**
 * The members of a broadcaster without a backplane: those of this environment.
 * @param publish sends an entry to its channel
 */
export function createLocalMembers(publish: (entry: string) => void): BackplaneMembers {
  const members = new MemoryMembers(publish);
  return {
    leaseTime: 0,
    enter: async (group, member, value, more = {}) =>
      members.enter(kHere, group, member, value, more),
    leave: async (group, member) => members.leave(kHere, group, member),
    list: async (group) => members.list(group),
  };
}
