-- Reads entities and the partition's status at one moment.
--
-- KEYS  partition, generation, unreadable, bucket of each id...
-- ARGV  generation that the caller believes is served, most bytes of snapshots, id...
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, then for each id: snapshot or nil, unreadable or nil}
--         From the first snapshot on that does not fit, each id has the size of its snapshot (0 if there is none) and nil.
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6]}
local some_unreadable = redis.call('EXISTS', KEYS[3]) == 1
local left, full = tonumber(ARGV[2]), false
for id = 3, #ARGV do
  if full then
    result[#result + 1] = redis.call('HSTRLEN', KEYS[id + 1], ARGV[id])
    result[#result + 1] = false
  else
    local snapshot = redis.call('HGET', KEYS[id + 1], ARGV[id])
    if snapshot then
      left = left - #snapshot
      if left < 0 then
        full = true
        snapshot = #snapshot
      end
    end
    result[#result + 1] = snapshot
    result[#result + 1] = not full and some_unreadable and redis.call('HGET', KEYS[3], ARGV[id])
  end
end
return result
