-- Reads on in one hash of a partition while the fold goes on, from a cursor; from the beginning where the cursor is of
-- another generation.
--
-- KEYS  partition, generation, hash
-- ARGV  generation that the caller believes is served, generation that the cursor is of, cursor, fields to look at,
--       bytes of values beyond which their sizes are told instead, a field to be read instead if there is one
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, 1 if from the beginning or 0, next cursor,
--          then each field and its value or size}
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6], 0, ARGV[3]}
local cursor = ARGV[3]
if served ~= ARGV[2] then
  cursor = '0'
  result[8] = 1
elseif ARGV[6] then
  local value = redis.call('HGET', KEYS[3], ARGV[6])
  if value then
    result[10] = ARGV[6]
    result[11] = value
  end
  return result
end
local page = redis.call('HSCAN', KEYS[3], cursor, 'COUNT', ARGV[4])
result[9] = page[1]
local left = tonumber(ARGV[5])
for i = 1, #page[2], 2 do
  local value = page[2][i + 1]
  left = left - #value
  result[#result + 1] = page[2][i]
  result[#result + 1] = left < 0 and #value or value
end
return result
