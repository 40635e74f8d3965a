-- Serves the generation that was built, once it has reached its target and is not behind the served one of its log.
-- The caller knows that it is whole at that offset.
--
-- KEYS  partition, built generation, served generation (the built one again if none is served)
-- ARGV  built generation, its offset (as the caller believes it), served generation or '',
--       '1' if the served one's caught-up-at can be believed
-- Returns 1 if flipped, 0 if fenced or not there yet.
local roles = redis.call('HMGET', KEYS[1], 'served', 'building')
if roles[2] ~= ARGV[1] or (roles[1] or '') ~= ARGV[3] then
  return 0
end
local built = redis.call('HMGET', KEYS[2], 'topic-id', 'offset', 'build-target', 'caught-up-at')
local served = redis.call('HMGET', KEYS[3], 'topic-id', 'offset', 'caught-up-at')
if built[2] ~= ARGV[2] or tonumber(built[2]) < tonumber(built[3]) then
  return 0
end
if served[1] == built[1] and tonumber(served[2]) > tonumber(built[2]) then
  return 0
end
-- A flip gives memory back: after a first write Redis refuses nothing for want of memory.
redis.call('HDEL', KEYS[1], 'frozen')
if served[1] == built[1] then
  -- The log ended at or before the served position at that time, and so at or before the built one.
  if ARGV[4] == '1' and served[3] and (not built[4] or tonumber(served[3]) > tonumber(built[4])) then
    redis.call('HSET', KEYS[2], 'caught-up-at', served[3])
  end
end
redis.call('HSET', KEYS[2], 'whole-at', built[2])
redis.call('HSET', KEYS[1], 'served', ARGV[1])
redis.call('HDEL', KEYS[1], 'building')
-- What was said of the one that was served is not true of this one.
if redis.call('HGET', KEYS[1], 'rebuild-due') == 'store-damaged' then
  redis.call('HDEL', KEYS[1], 'rebuild-due')
end
return 1
