-- Takes back the wish for a rebuild, and the build of it.
--
-- KEYS  partition
-- ARGV  generation being built or '' (as read)
-- Returns 1 if there is neither now, 0 if overtaken.
if (redis.call('HGET', KEYS[1], 'building') or '') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'building', 'rebuild-due', 'rebuild-put-off')
return 1
