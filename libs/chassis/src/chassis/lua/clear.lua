-- After Kafka's acknowledgement: drop from the heads of outboxes what is on the topic, advance the own position (rule 4).
-- KEYS[1] = prefix   ARGV[1] = cmsgpack of {{{subject, up_to_sequence}...}, own_offset, own_ms}; own_offset -1: not known
local prefix = KEYS[1]
local request = cmsgpack.unpack(ARGV[1])
for _, item in ipairs(request[1]) do
  local key = prefix .. 'o:' .. item[1]
  while true do
    local head = redis.call('LINDEX', key, 0)
    if not head then
      redis.call('ZREM', prefix .. 'dirty', item[1])
      break
    end
    if tonumber(string.sub(head, 1, 16)) > item[2] then
      break
    end
    redis.call('LPOP', key)
  end
end
local held = tonumber(redis.call('HGET', prefix .. 'meta', 'own')) or -1
if request[2] > held then
  redis.call('HSET', prefix .. 'meta', 'own', request[2], 'own_ms', request[3])
end
return 1
