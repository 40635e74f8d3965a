-- Counts the live entities of a generation that are not in an index.
--
-- KEYS  generation, for each index its sorted sets
-- ARGV  sorted sets per index
-- Returns a count for each index.
local live = tonumber(redis.call('HGET', KEYS[1], 'live-entities') or '0')
local counts = {}
local next_key = 2
while KEYS[next_key] do
  local indexed = 0
  for _ = 1, tonumber(ARGV[1]) do
    indexed = indexed + redis.call('ZCARD', KEYS[next_key])
    next_key = next_key + 1
  end
  counts[#counts + 1] = live - indexed
end
return counts
