import { ids, log } from './log.js';
import { script } from './script.js';

/** How long the results of a writer's last batch are kept: a process that hangs longer is lost anyway. */
const recordMilliseconds = 3_600_000;

/**
 * KEYS: events, meta, the writer's record, the key of each id of a caller's.
 * ARGV: number of the batch, maximum length, window of ids in ms; then for each entry its text and the
 * place of its id's key in KEYS, or 0.
 * Returns `<epoch>:<position>` or `!<error>` for each entry.
 *
 * The record makes a repeated batch harmless, also one that a server which hung has received twice: the
 * second gets the results of the first.
 */
export const append = script(
  ids,
  log,
  `
local number = tonumber(ARGV[1])
local record = redis.call('HMGET', KEYS[3], 'number', 'results')
if record[1] then
  local before = tonumber(record[1])
  if before == number then return cjson.decode(record[2]) end
  if before > number then
    return redis.error_reply('SSECAST_STALE A later batch of this writer is stored already')
  end
end
local log = open_log(KEYS[1], KEYS[2], ARGV[2])
if not log then return redis.error_reply(no_epoch) end

-- Before the first entry: where a right or memory is missing, nothing is stored. A record that came too late
-- would let a batch be stored again.
redis.call('HSET', KEYS[3], 'next', ARGV[1])
redis.call('PEXPIRE', KEYS[3], ${recordMilliseconds})

local results = {}
for at = 4, #ARGV, 2 do
  local id_key = KEYS[tonumber(ARGV[at + 1])]
  local result = id_key and redis.pcall('GET', id_key)
  local problem = type(result) == 'table' and result.err
  if problem or not result then
    local position
    if not problem then position, problem = add(log, ARGV[at]) end
    if position and id_key then
      local set = redis.pcall('SET', id_key, log.epoch .. ':' .. position, 'PX', ARGV[3])
      if set.err then
        take_back(log, position)
        position, problem = nil, set.err
      end
    end
    if position then
      result = log.epoch .. ':' .. position
    elseif log.added == 0 then
      return redis.error_reply((string.gsub(problem, '^ERR ', 'SSECAST_REFUSED ')))
    else
      result = '!' .. problem
    end
  end
  results[#results + 1] = result
end
close_log(log)
redis.call('HSET', KEYS[3], 'number', ARGV[1], 'results', cjson.encode(results))
return results
`,
);
