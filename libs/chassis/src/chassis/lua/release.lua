-- Done with claimed timers that changed nothing; one that was armed anew in the meantime stays.
-- KEYS[1] = prefix   ARGV = member, due_ms, ...
local prefix = KEYS[1]
for i = 1, #ARGV, 2 do
  if redis.call('HGET', prefix .. 'due', ARGV[i]) == ARGV[i + 1] and redis.call('ZREM', prefix .. 'inflight', ARGV[i]) == 1 then
    redis.call('HDEL', prefix .. 'due', ARGV[i])
  end
end
return 1
