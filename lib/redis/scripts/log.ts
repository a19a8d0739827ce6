/**
 * Functions of every script that touches the stream. Ids are `<ms>-<seq>`; Lua's numbers hold both without
 * loss, because positions have at most 15 digits.
 */
export const ids = `
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

local function to_id(ms, seq)
  return string.format('%.0f-%.0f', ms, seq)
end

local function is_before(one, other)
  local ms, seq = parts(one)
  local other_ms, other_seq = parts(other)
  if ms == other_ms then return seq < other_seq end
  return ms < other_ms
end
`;

/**
 * Adds entries. Each has a number, one more than the entry before, so that readers notice what was trimmed
 * before they came to it. Where a clock stands still, or a foreign entry has a large sequence, the
 * milliseconds go on before the sequence reaches 100,000. `close_log` must come last.
 *
 * Error replies begin with SSECAST_: NO_EPOCH when the log has to be created first.
 */
export const log = `
local function open_log(events, meta, max_length)
  local found = redis.call('HMGET', meta, 'epoch', 'n')
  if not found[1] then return nil end
  return { events = events, meta = meta, max_length = max_length, epoch = found[1],
    n = tonumber(found[2] or 0), added = 0 }
end

local function add_at(log, id, text)
  local added = redis.pcall('XADD', log.events, 'MAXLEN', '~', log.max_length, id,
    'entry', text, 'n', string.format('%.0f', log.n + 1))
  if type(added) == 'table' then return nil, added.err end
  return added
end

local function add(log, text)
  local id, problem = add_at(log, '*', text)
  if not id then return nil, problem end
  local ms, seq = parts(id)
  if seq >= 100000 or ms >= 999999999999999 then
    redis.call('XDEL', log.events, id)
    if ms >= 999999999999999 then
      return nil, 'SSECAST_IDS An entry of the stream has an id beyond all clocks; delete the stream'
    end
    id, problem = add_at(log, to_id(ms + 1, 0), text)
    if not id then return nil, problem end
  end
  log.n = log.n + 1
  log.added = log.added + 1
  return id
end

-- No reader sees an entry that is taken back in the script that has added it.
local function take_back(log, id)
  redis.call('XDEL', log.events, id)
  log.n = log.n - 1
  log.added = log.added - 1
end

local function close_log(log)
  if log.added > 0 then redis.call('HSET', log.meta, 'n', string.format('%.0f', log.n)) end
end

local no_epoch = 'SSECAST_NO_EPOCH The log has no epoch; a reader has to create it first'
`;
