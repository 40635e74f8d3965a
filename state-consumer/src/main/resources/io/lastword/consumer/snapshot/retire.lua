-- Ends serving a generation, if it still is the one that is served.
--
-- KEYS  partition
-- ARGV  served generation
-- Returns 1 if it is served no longer, 0 if overtaken.
if redis.call('HGET', KEYS[1], 'served') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'served', 'frozen')
return 1
