-- Serves the generation that was built, once it has reached its target and is not behind the served one of its log.
--
-- KEYS  partition, built generation, served generation (the built one again if none is served)
-- ARGV  built generation, served generation or ''
-- Returns 1 if flipped, 0 if fenced or not there yet.
local roles = redis.call('HMGET', KEYS[1], 'served', 'building')
if roles[2] ~= ARGV[1] or (roles[1] or '') ~= ARGV[2] then
  return 0
end
local built = redis.call('HMGET', KEYS[2], 'topic-id', 'offset', 'build-target')
local served = redis.call('HMGET', KEYS[3], 'topic-id', 'offset')
if not built[2] or tonumber(built[2]) < tonumber(built[3]) then
  return 0
end
if served[1] == built[1] and tonumber(served[2]) > tonumber(built[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'served', ARGV[1])
redis.call('HDEL', KEYS[1], 'building')
return 1
