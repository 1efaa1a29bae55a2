-- Claim due timers by lease, on Redis' own clock (rule 9); expired leases first, then what is due up to the watermark.
-- KEYS[1] = prefix   ARGV = up_to_ms, count, lease_ms   returns {member, due_ms, ...}
local prefix = KEYS[1]
local up_to, count, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local claimed = {}
local function take(member, due)
  redis.call('ZADD', prefix .. 'inflight', now + lease, member)
  claimed[#claimed + 1] = member
  claimed[#claimed + 1] = due
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'inflight', '-inf', now, 'LIMIT', 0, count)) do
  local due = redis.call('HGET', prefix .. 'due', member)
  if not due then
    redis.call('ZREM', prefix .. 'inflight', member)
  elseif tonumber(due) <= up_to then
    take(member, due)
  end
end
local room = count - #claimed / 2
if room > 0 then
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'armed', '-inf', up_to, 'LIMIT', 0, room)) do
    redis.call('ZREM', prefix .. 'armed', member)
    local due = redis.call('HGET', prefix .. 'due', member)
    if due then
      take(member, due)
    end
  end
end
return claimed
