-- Drops a generation that has no role.
--
-- KEYS  partition, generations, every key of the generation
-- ARGV  generation
-- Returns 1 if dropped, 0 if it is served or being built.
local roles = redis.call('HMGET', KEYS[1], 'served', 'building')
if roles[1] == ARGV[1] or roles[2] == ARGV[1] then
  return 0
end
for key = 3, #KEYS do
  redis.call('UNLINK', KEYS[key])
end
redis.call('SREM', KEYS[2], ARGV[1])
return 1
