-- Replaces what is known of a type's history window, if it still is what the caller started from.
--
-- KEYS  history windows
-- ARGV  type, what is known as the caller read it or '', what is known now
-- Returns 1 if replaced, 0 if overtaken.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
