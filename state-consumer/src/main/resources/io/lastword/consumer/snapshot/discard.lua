-- Gives up a build, if it still is the one that is being built.
--
-- KEYS  partition
-- ARGV  generation being built
-- Returns 1 if given up, 0 if overtaken.
if redis.call('HGET', KEYS[1], 'building') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'building')
return 1
