import { ids, log } from './log.js';
import { script } from './script.js';

/**
 * A group is a hash of members and their values, and a hash of members and the number of processes that
 * hold them. A process has a hash of what it holds, with the text that is appended when the last one
 * lets go: `1<text>`, or `0` for none. The field there is `<bytes of the group>:<group><member>`.
 *
 * Keys beside those in KEYS have the same hash tag, so that they are in the slot of the others.
 */
const groups = `
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function let_go(log, prefix, field, held)
  local length, names = string.match(field, '^(%d+):(.*)$')
  local group = string.sub(names, 1, tonumber(length))
  local member = string.sub(names, tonumber(length) + 1)
  local holders = prefix .. 'holders:' .. group
  if redis.call('HINCRBY', holders, member, -1) > 0 then return end
  redis.call('HDEL', holders, member)
  local was_member = redis.call('HDEL', prefix .. 'group:' .. group, member) == 1
  if was_member and string.sub(held, 1, 1) == '1' then add(log, string.sub(held, 2)) end
end

-- Removes at most so many members of processes that have lost their lease. Returns whether more are left.
local function sweep(log, leases, prefix, time, most)
  for _, instance in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', time, 'LIMIT', 0, 10)) do
    local holds = prefix .. 'of:' .. instance
    local found = redis.call('HRANDFIELD', holds, most, 'WITHVALUES') or {}
    for at = 1, #found, 2 do
      redis.call('HDEL', holds, found[at])
      let_go(log, prefix, found[at], found[at + 1])
    end
    most = most - #found / 2
    if most <= 0 then return true end
    redis.call('ZREM', leases, instance)
  end
  return false
end

local log = open_log(KEYS[1], KEYS[2], ARGV[1])
if not log then return redis.error_reply(no_epoch) end
local leases, prefix, instance = KEYS[3], ARGV[2], ARGV[3]
local time = now()
`;

/** A step of the sweep: what one run of a script may remove. */
const step = 100;

/**
 * KEYS: events, meta, leases, group, holders, what the process holds.
 * ARGV: maximum length, prefix of keys, instance, length of the lease, field, member, value, what is
 * appended when it leaves and when it joins, both as above, and the limit or ''.
 * Returns whether it is a member, the number of members, and whether the lease was alive before.
 */
export const enter = script(
  ids,
  log,
  groups,
  `
local group, holders, holds = KEYS[4], KEYS[5], KEYS[6]
local member, limit = ARGV[6], tonumber(ARGV[10])
local is_alive = tonumber(redis.call('ZSCORE', leases, instance) or 0) > time
local is_new = redis.call('HEXISTS', group, member) == 0
if limit and is_new and redis.call('HLEN', group) >= limit then
  -- Some may belong to a process that was killed.
  sweep(log, leases, prefix, time, ${step})
  if redis.call('HLEN', group) >= limit then
    close_log(log)
    return { 0, redis.call('HLEN', group), is_alive and 1 or 0 }
  end
end
redis.call('HSET', group, member, ARGV[7])
if redis.call('HSET', holds, ARGV[5], ARGV[8]) == 1 then redis.call('HINCRBY', holders, member, 1) end
redis.call('ZADD', leases, time + tonumber(ARGV[4]), instance)
if is_new and string.sub(ARGV[9], 1, 1) == '1' then add(log, string.sub(ARGV[9], 2)) end
close_log(log)
return { 1, redis.call('HLEN', group), is_alive and 1 or 0 }
`,
);

/** KEYS as above. ARGV: maximum length, prefix of keys, instance, field. */
export const leave = script(
  ids,
  log,
  groups,
  `
local held = redis.call('HGET', KEYS[6], ARGV[4])
if held then
  redis.call('HDEL', KEYS[6], ARGV[4])
  let_go(log, prefix, ARGV[4], held)
end
close_log(log)
return 1
`,
);

/**
 * KEYS: events, meta, leases. ARGV: maximum length, prefix of keys, instance, length of the lease, 0 for
 * a process without members.
 * Returns whether the lease was alive, and whether the sweep has more to do.
 */
export const renew = script(
  ids,
  log,
  groups,
  `
local lease = tonumber(ARGV[4])
local is_alive = tonumber(redis.call('ZSCORE', leases, instance) or 0) > time
if lease > 0 then redis.call('ZADD', leases, time + lease, instance) end
local has_more = sweep(log, leases, prefix, time, ${step})
close_log(log)
return { is_alive and 1 or 0, has_more and 1 or 0 }
`,
);

/** KEYS: events, meta, leases, group. ARGV: maximum length, prefix of keys. Returns members and values in turn. */
export const list = script(
  ids,
  log,
  groups,
  `
sweep(log, leases, prefix, time, ${step})
close_log(log)
return redis.call('HGETALL', KEYS[4])
`,
);
