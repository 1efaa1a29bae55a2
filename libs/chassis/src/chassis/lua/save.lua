-- One atomic save of up to 500 records of one partition (rule 4). Everything is checked before the first write.
-- KEYS[1] = prefix, such as "dispatch:{17}:"   ARGV[1] = cmsgpack of
--   {heal, {{subject, expected, version, body, {entry...}, {{name, due_ms}...}, {name...}, resting_since_ms}...}}
--   the last only where it says something: -1 where the subject rests no more
-- heal = 1: a catch-up writes what the topic says; no `caught` check, and a record is only ever moved forward.
-- heal = 2: the same, but what stands there is of another form and gives way.
local prefix = KEYS[1]
local batch = cmsgpack.unpack(ARGV[1])
local heal, anew, records = batch[1] > 0, batch[1] == 2, batch[2]
local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not heal and redis.call('HGET', prefix .. 'meta', 'caught') ~= run_id then
  return {'UNCAUGHT'}
end
local conflicts = {}
for _, r in ipairs(records) do
  local held = tonumber(redis.call('GETRANGE', prefix .. 'r:' .. r[1], 0, 15)) or 0
  if heal then
    r.skip = held >= r[3] and not anew
  elseif held ~= r[2] then
    conflicts[#conflicts + 1] = r[1]
  end
end
if #conflicts > 0 then
  return {'CONFLICT', conflicts}
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local queued = {}
for i, r in ipairs(records) do
  queued[i] = 0
  if not r.skip then
    local subject = r[1]
    redis.call('SET', prefix .. 'r:' .. subject, string.format('%016d', r[3]) .. r[4])
    local length = 0
    for _, entry in ipairs(r[5]) do
      length = redis.call('RPUSH', prefix .. 'o:' .. subject, entry)
    end
    if length > 0 then
      redis.call('ZADD', prefix .. 'dirty', 'NX', now, subject)
    end
    queued[i] = length
    for _, timer in ipairs(r[6]) do
      local member = subject .. '\31' .. timer[1]
      redis.call('HSET', prefix .. 'due', member, timer[2])
      redis.call('ZREM', prefix .. 'inflight', member)
      redis.call('ZADD', prefix .. 'armed', timer[2], member)
    end
    for _, name in ipairs(r[7]) do
      local member = subject .. '\31' .. name
      redis.call('HDEL', prefix .. 'due', member)
      redis.call('ZREM', prefix .. 'inflight', member)
      redis.call('ZREM', prefix .. 'armed', member)
    end
    if r[8] and r[8] < 0 then
      redis.call('ZREM', prefix .. 'resting', subject)
    elseif r[8] then
      redis.call('ZADD', prefix .. 'resting', r[8], subject)
    end
  end
end
return {'SAVED', queued}
