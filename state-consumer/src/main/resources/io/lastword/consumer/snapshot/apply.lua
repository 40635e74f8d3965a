-- Applies one batch: snapshots, unreadable and misplaced entities, and the new position, all or nothing.
-- It is a compare-and-set: whoever does not start from the stored generation, log, definition and offset changes nothing.
--
-- KEYS  partition, generation, unreadable, misplaced, bucket...
-- ARGV  generation, topic id, definition, offset (all as the caller believes them),
--       caught-up-at in ms or '', unaddressable records to add,
--       n, n values of field-value pairs of the generation's record,
--       for unreadable, then misplaced: n, n values of field-value pairs to set
--       for each bucket: n, n values of field-value pairs to set, m, m fields to delete
-- Returns 1 if applied, 0 if fenced.
--
-- A key that has become empty is gone, and a master that is giving the slot away fails a script in the middle when it
-- touches a key that is gone. So every key is set first and emptied last, and not touched after that.
local roles = redis.call('HMGET', KEYS[1], 'served', 'building')
if roles[1] ~= ARGV[1] and roles[2] ~= ARGV[1] then
  return 0
end
local stored = redis.call('HMGET', KEYS[2], 'topic-id', 'definition', 'offset', 'caught-up-at')
if stored[1] ~= ARGV[2] or stored[2] ~= ARGV[3] or stored[3] ~= ARGV[4] then
  return 0
end

local at = 7
local function take()
  local first = at + 1
  at = first + tonumber(ARGV[at])
  return first, at - 1
end
local function set(key)
  local first, last = take()
  local added = 0
  if first <= last then
    added = redis.call('HSET', key, unpack(ARGV, first, last))
  end
  return first, last, added
end

set(KEYS[2])
if ARGV[5] ~= '' and (not stored[4] or tonumber(ARGV[5]) > tonumber(stored[4])) then
  redis.call('HSET', KEYS[2], 'caught-up-at', ARGV[5])
end
if ARGV[6] ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'unaddressable', ARGV[6])
end

local broken = {}
local first_broken, last_broken = set(KEYS[3])
for field = first_broken, last_broken, 2 do
  broken[ARGV[field]] = true
end
set(KEYS[4])
local unreadable = redis.call('HLEN', KEYS[3])
local function readable(field)
  if unreadable > 0 and not broken[field] then
    unreadable = unreadable - redis.call('HDEL', KEYS[3], field)
  end
end

local live = 0
for bucket = 5, #KEYS do
  local first, last, added = set(KEYS[bucket])
  live = live + added
  local first_deleted, last_deleted = take()
  if first_deleted <= last_deleted then
    live = live - redis.call('HDEL', KEYS[bucket], unpack(ARGV, first_deleted, last_deleted))
  end
  if unreadable > 0 then
    for field = first, last, 2 do
      readable(ARGV[field])
    end
    for field = first_deleted, last_deleted do
      readable(ARGV[field])
    end
  end
end
if live ~= 0 then
  redis.call('HINCRBY', KEYS[2], 'live-entities', live)
end
return 1
