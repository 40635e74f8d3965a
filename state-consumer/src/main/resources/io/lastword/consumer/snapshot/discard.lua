-- Gives up a build, if it still is the one that is being built.
--
-- KEYS  partition
-- ARGV  generation being built,
--       why it is put off or '', the wish that is due again or '' (where it is put off, another one is served)
-- Returns 1 if given up, 0 if overtaken.
if redis.call('HGET', KEYS[1], 'building') ~= ARGV[1] then
  return 0
end
-- It comes first: after a first write Redis refuses nothing for want of memory.
redis.call('HDEL', KEYS[1], 'building')
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'rebuild-put-off', ARGV[2])
end
if ARGV[3] ~= '' then
  redis.call('HSETNX', KEYS[1], 'rebuild-due', ARGV[3])
end
return 1
