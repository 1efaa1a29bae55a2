-- The end of a catch-up: this server, under this run_id, holds what the topic says up to `own` (rule 3).
-- KEYS[1] = prefix   ARGV = run_id, own_offset, own_ms, dead_offset, form
local prefix = KEYS[1]
local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if run_id ~= ARGV[1] then
  return 0
end
redis.call('HSET', prefix .. 'meta', 'caught', run_id, 'own', ARGV[2], 'own_ms', ARGV[3], 'dead', ARGV[4],
  'form', ARGV[5])
return 1
