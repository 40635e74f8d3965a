-- Counts the entries of each value in one index of a partition, at one moment, by leaps from value to value.
--
-- KEYS  partition, generation, misplaced, unreadable, the slots of the index...
-- ARGV  generation that the caller believes is served, most values
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, misplaced keys, unreadable entities,
--          live entities, then encoded value and count of each value: more than the most if there are more}
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at',
  'live-entities')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6],
  redis.call('HLEN', KEYS[3]), redis.call('HLEN', KEYS[4]), status[7]}

local known, values = {}, 0
for slot = 5, #KEYS do
  local from = '-'
  while true do
    local member = redis.call('ZRANGEBYLEX', KEYS[slot], from, '+', 'LIMIT', 0, 1)[1]
    if not member then
      break
    end
    local length = #member
    local id_bytes = string.byte(member, length - 2) * 256 + string.byte(member, length - 1)
    local value = string.sub(member, 1, length - 3 - id_bytes)
    -- An id, which is UTF-8, never begins with this byte, and no value is the beginning of another.
    local behind = value .. '\255'
    local count = redis.call('ZLEXCOUNT', KEYS[slot], '[' .. value, '(' .. behind)
    from = '[' .. behind
    if known[value] then
      result[known[value]] = result[known[value]] + count
    else
      result[#result + 1] = value
      result[#result + 1] = count
      known[value] = #result
      values = values + 1
      if values > tonumber(ARGV[2]) then
        return result
      end
    end
  end
end
return result
