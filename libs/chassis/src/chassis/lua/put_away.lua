-- Put away what has rested for long: a stub stands for the record, which is the fold of its topic (rule 3).
-- KEYS[1] = prefix   ARGV[1] = cmsgpack of {heal, again_ms, {{subject, version, stub}...}}
-- Nothing is done to what somebody saved meanwhile. Without a stub it only rests no more. What waits in an outbox or
-- behind a dead letter is looked at again when `again_ms` is due. Returns how many were put away; -1: not caught up.
local prefix = KEYS[1]
local request = cmsgpack.unpack(ARGV[1])
local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if request[1] == 0 and redis.call('HGET', prefix .. 'meta', 'caught') ~= run_id then
  return -1
end
local gone = 0
for _, one in ipairs(request[3]) do
  local subject, record = one[1], prefix .. 'r:' .. one[1]
  local held = tonumber(redis.call('GETRANGE', record, 0, 15)) or 0
  if held == one[2] then
    local waits = redis.call('EXISTS', prefix .. 'o:' .. subject) + redis.call('HEXISTS', prefix .. 'parked', subject)
    if one[3] ~= '' and waits > 0 then
      redis.call('ZADD', prefix .. 'resting', request[2], subject)
    else
      if one[3] ~= '' then
        redis.call('SET', record, string.format('%016d', held) .. one[3])
        gone = gone + 1
      end
      redis.call('ZREM', prefix .. 'resting', subject)
    end
  end
end
return gone
