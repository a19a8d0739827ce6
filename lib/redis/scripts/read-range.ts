import { ids } from './log.js';
import { script } from './script.js';

/** Entries that are read before their size is known, and how much longer each next part may be. */
const first = 20;
const growth = 4;

/**
 * A page of entries, which ends before `count` where the entries are large: the server and this process
 * hold a page in memory.
 * KEYS: events, meta. ARGV: after, through, epoch of `after`, count, bytes.
 * Returns '1' when entries after `after` are gone, the entries, and '1' when more follow.
 */
export const readRange = script(
  ids,
  `
local after, through = ARGV[1], ARGV[2]
local is_lost = redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[3]
local count, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local entries, bytes, last, more = {}, 0, after, is_before(after, through)
local part = ${first}
while more and #entries < count and bytes < most do
  local want = math.min(part, count - #entries)
  local found = redis.call('XRANGE', KEYS[1], '(' .. last, through, 'COUNT', want)
  for _, entry in ipairs(found) do
    entries[#entries + 1] = entry
    for _, field in ipairs(entry[2]) do bytes = bytes + #field end
    last = entry[1]
  end
  more = #found == want
  -- As many as fit, if they are as large as those before.
  local fitting = math.ceil((most - bytes) * #entries / math.max(1, bytes))
  part = math.max(1, math.min(${growth} * part, fitting))
end
more = more and #redis.call('XRANGE', KEYS[1], '(' .. last, through, 'COUNT', 1) > 0
if not is_lost and #redis.call('XRANGE', KEYS[1], after, after) == 0 then
  -- The place itself is gone: entries after it are gone, too, unless older ones are still there.
  local older = redis.call('XREVRANGE', KEYS[1], after, '-', 'COUNT', 1)
  local newer = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', 1)
  is_lost = #older == 0 and #newer > 0
end
return { is_lost and '1' or '0', entries, more and '1' or '0' }
`,
);
