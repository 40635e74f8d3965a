-- Begins a new generation, if the partition's roles are still as the caller read them. A request for one is met by it.
--
-- KEYS  partition, generations, new generation
-- ARGV  served or '', building or '' (as read), new generation, '1' if the served one stays served,
--       '1' if the log has lost its end, so that positions count anew,
--       field-value pairs of the new generation's record
-- Returns 1 if begun, 0 if fenced.
local roles = redis.call('HMGET', KEYS[1], 'served', 'building')
if (roles[1] or '') ~= ARGV[1] or (roles[2] or '') ~= ARGV[2] then
  return 0
end
-- Where the served one goes, its memory comes back: after a first write Redis refuses nothing for want of memory.
if ARGV[4] ~= '1' then
  redis.call('HDEL', KEYS[1], 'frozen')
end
redis.call('SADD', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], unpack(ARGV, 6))
if ARGV[5] == '1' then
  -- In microseconds, so that a reader can tell a later one from that of a store that was set back.
  local now = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'positions-since', now[1] .. string.format('%06d', tonumber(now[2])))
end
local since = redis.call('HGET', KEYS[1], 'positions-since')
if since then
  redis.call('HSET', KEYS[3], 'positions-since', since)
end
redis.call('HSET', KEYS[1], 'building', ARGV[3])
redis.call('HDEL', KEYS[1], 'rebuild-due', 'rebuild-put-off')
if ARGV[4] ~= '1' then
  redis.call('HDEL', KEYS[1], 'served')
end
return 1
