import { ids } from './log.js';
import { script } from './script.js';

/**
 * Compares what a reader has seen with what the server has, and makes the log or a new epoch where needed.
 *
 * KEYS: events, meta.
 * ARGV: 1 the epoch that the reader knows, '' at first; 2 the last id that it has read; 3 the digest of
 * that entry, '' when there was none; 4 the last id that the server acknowledged to this process, or '';
 * 5 the greatest position that it has seen; 6 a new epoch; 7 '1' when the server's process is the one
 * from which the last entry was read; 8 '1' when the reader knows that entries are gone; 9 and 10 the id
 * and digest of the last entry at the check before, or '': the log may have been replaced by an older
 * state and have grown since.
 * Returns verdict (`same`, `trimmed`, `opened` or `lost`), epoch, the id after which to read, the digest
 * of its entry, and the number of the newest entry, '' when the id is not that of the newest entry.
 */
export const check = script(
  ids,
  `
local events, meta = KEYS[1], KEYS[2]
-- A write that changes nothing: a replica refuses it, and its data may be those of a former master.
redis.call('PERSIST', meta)

local function top_of_stream()
  local info = redis.pcall('XINFO', 'STREAM', events)
  if info.err then
    if string.find(info.err, 'no such key', 1, true) then return '0-0' end
    return nil, info.err
  end
  for at = 1, #info, 2 do
    if info[at] == 'last-generated-id' then return info[at + 1] end
  end
end

local function fields_of(id)
  local found = redis.call('XRANGE', events, id, id)
  return found[1] and found[1][2]
end

local function digest_of(id)
  local fields = fields_of(id)
  return fields and redis.sha1hex(table.concat(fields, '\\0')) or ''
end

local known, last, digest, acknowledged, seen = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local is_same_process = ARGV[7] == '1'
local epoch = redis.call('HGET', meta, 'epoch')
local top, problem = top_of_stream()
if not top then return redis.error_reply(problem) end

local function answer(verdict, at)
  local n = ''
  if at == top then n = redis.call('HGET', meta, 'n') or '0' end
  return { verdict, epoch, at, digest_of(at), n }
end

-- The entry that says where an epoch begins.
local function mark(number, id)
  -- First: where the right is missing, attempt after attempt would leave an entry.
  if number ~= epoch then redis.call('HSET', meta, 'epoch', number) end
  top = redis.call('XADD', events, id, 'epoch', number)
  redis.call('HSET', meta, 'start', top)
  epoch = number
end

-- In a later millisecond: the ids of clients order the epochs of one millisecond at random.
local function behind(id)
  return to_id(parts(id) + 1, 0)
end

-- Above the ids that this process and the server know, and not before now: other processes may have seen
-- more of what is gone, and a reader whose last id is above the mark would not find it.
local function above(id)
  local least = behind(is_before(top, id) and id or top)
  local now = redis.call('TIME')
  local at = to_id(now[1] * 1000 + math.floor(now[2] / 1000), 0)
  return is_before(least, at) and at or least
end

if known == '' then
  -- The stream is made together with the epoch and never emptied by us.
  if not epoch or top == '0-0' then
    local _, seq = parts(top)
    mark(ARGV[6], seq < 99999 and '*' or above(top))
  end
  return answer('opened', top)
end

local first = redis.call('XRANGE', events, '-', '+', 'COUNT', 1)[1]
first = first and first[1]

local function may_be_trimmed(id)
  return is_same_process and (not first or is_before(id, first))
end

local function verdict_of_last()
  if epoch ~= known or ARGV[8] == '1' or is_before(top, last) then return 'lost' end
  local now = digest_of(last)
  if now == digest or digest == '' then return 'same' end
  if now ~= '' then return 'lost' end
  if top == last then return 'same' end
  return may_be_trimmed(last) and 'trimmed' or 'lost'
end

local function verdict_of_acknowledged()
  if acknowledged == '' or fields_of(acknowledged) or top == acknowledged then return 'same' end
  if is_before(top, acknowledged) then return 'lost' end
  return may_be_trimmed(acknowledged) and 'same' or 'lost'
end

local function verdict_of_former()
  local former, former_digest = ARGV[9], ARGV[10]
  if former == '' or not first or is_before(former, first) then return 'same' end
  return digest_of(former) == former_digest and 'same' or 'lost'
end

local verdict = verdict_of_last()
if verdict ~= 'lost' and verdict_of_acknowledged() == 'lost' then verdict = 'lost' end
if verdict ~= 'lost' and verdict_of_former() == 'lost' then verdict = 'lost' end
-- Without any entry nothing shows up to where entries were trimmed.
if verdict == 'trimmed' and not first then return answer(verdict, top) end
if verdict ~= 'lost' then return answer(verdict, last) end

if epoch and epoch ~= known then
  -- Another process has said so already. Its ids may be below ours, where clocks differ.
  local begin = redis.call('HGET', meta, 'start')
  if begin and not is_before(begin, behind(seen)) and not is_before(top, begin) then
    -- What was trimmed since is missing, too.
    return answer('lost', first and is_before(begin, first) and first or begin)
  end
  mark(epoch, above(seen))
else
  mark(ARGV[6], above(seen))
end
return answer('lost', top)
`,
);
