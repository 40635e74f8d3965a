-- Reads entities and the partition's status at one moment.
--
-- KEYS  partition, generation, unreadable, bucket of each id...
-- ARGV  generation that the caller believes is served, id...
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, then for each id: snapshot or nil, unreadable or nil}
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6]}
local some_unreadable = redis.call('EXISTS', KEYS[3]) == 1
for id = 2, #ARGV do
  result[#result + 1] = redis.call('HGET', KEYS[id + 2], ARGV[id])
  result[#result + 1] = some_unreadable and redis.call('HGET', KEYS[3], ARGV[id])
end
return result
