-- Finds the keys of a generation that have more or fewer entries than its record says.
--
-- KEYS  generation, keys...
-- ARGV  for each key: 'z' if it is a sorted set, 'h' if it is a hash; then for each key: the field of its count
-- Returns the fields whose counts are not true; none if there is no such generation.
local keys = #KEYS - 1
local counts = redis.call('HMGET', KEYS[1], 'offset', unpack(ARGV, keys + 1))
local wrong = {}
if not counts[1] then
  return wrong
end
for key = 1, keys do
  local size
  if ARGV[key] == 'z' then
    size = redis.call('ZCARD', KEYS[key + 1])
  else
    size = redis.call('HLEN', KEYS[key + 1])
  end
  if size ~= tonumber(counts[key + 1] or '0') then
    wrong[#wrong + 1] = ARGV[keys + key]
  end
end
return wrong
