-- Notes why a partition is to be built anew; a wish that an operator has does not take the place of a need.
--
-- KEYS  partition
-- ARGV  reason, the generation that must be served for it to count or '' for any
-- Returns 1 if it is due now, 0 if another generation is served.
if ARGV[2] ~= '' and redis.call('HGET', KEYS[1], 'served') ~= ARGV[2] then
  return 0
end
-- What was put off is tried at once. It comes first: after a first write Redis refuses nothing for want of memory.
redis.call('HDEL', KEYS[1], 'rebuild-put-off')
if ARGV[1] == 'requested' then
  redis.call('HSETNX', KEYS[1], 'rebuild-due', ARGV[1])
else
  redis.call('HSET', KEYS[1], 'rebuild-due', ARGV[1])
end
return 1
