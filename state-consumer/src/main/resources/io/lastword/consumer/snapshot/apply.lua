-- Applies one batch: snapshots, index entries, unreadable and misplaced entities, and the new position, all or nothing.
-- It is a compare-and-set: whoever does not start from the stored generation, role, log, definition and offset changes
-- nothing. Nor does anybody change what is served once it is known not to hold what it should, so that it claims no
-- later time.
--
-- KEYS  partition, generation, unreadable, misplaced,
--       for each slot: the index of ids if there is one, the declared indexes, bucket...
-- ARGV  generation, its role, topic id, definition, offset (all as the caller believes them),
--       caught-up-at in ms or '', the latest one that is believed if stored, unaddressable records to add,
--       '1' if there is an index of ids, number of declared indexes,
--       n, n values of field-value pairs of the generation's record,
--       for unreadable, then misplaced: n, n values of field-value pairs to set
--       for each slot: its number, number of buckets,
--         for each bucket: its number as a byte, n, n values of field-value pairs to set, m, m fields to delete
-- Returns 1 if applied, 0 if fenced.
--
-- A key that has become empty is gone, and a master that is giving the slot away fails a script in the middle when it
-- touches a key that is gone. So every key is set first and emptied last, and not touched after that.
local partition = redis.call('HMGET', KEYS[1], ARGV[2], 'rebuild-due')
if partition[1] ~= ARGV[1] or ARGV[2] == 'served' and partition[2] == 'store-damaged' then
  return 0
end
local stored = redis.call('HMGET', KEYS[2], 'topic-id', 'definition', 'offset', 'caught-up-at')
if stored[1] ~= ARGV[3] or stored[2] ~= ARGV[4] or stored[3] ~= ARGV[5] then
  return 0
end

local ARGV, KEYS = ARGV, KEYS
local byte, char, sub = string.byte, string.char, string.sub
local at = 11
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

-- How many entries each key has is counted beside them, so that a key that is lost is missed.
local function count(field, change)
  if change ~= 0 then
    redis.call('HINCRBY', KEYS[2], field, change)
  end
end

set(KEYS[2])
local caught_up_at = stored[4] and tonumber(stored[4]) <= tonumber(ARGV[7]) and stored[4]
if ARGV[6] ~= '' and (not caught_up_at or tonumber(ARGV[6]) > tonumber(caught_up_at)) then
  redis.call('HSET', KEYS[2], 'caught-up-at', ARGV[6])
elseif stored[4] and not caught_up_at then
  redis.call('HDEL', KEYS[2], 'caught-up-at')
end
if ARGV[8] ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'unaddressable', ARGV[8])
end

local broken = {}
local first_broken, last_broken, broken_change = set(KEYS[3])
for field = first_broken, last_broken, 2 do
  broken[ARGV[field]] = true
end
local _, _, misplaced_change = set(KEYS[4])
count('misplaced-keys', misplaced_change)
local unreadable = redis.call('HLEN', KEYS[3])
local function readable(field)
  if unreadable > 0 and not broken[field] then
    local healed = redis.call('HDEL', KEYS[3], field)
    unreadable = unreadable - healed
    broken_change = broken_change - healed
  end
end

-- The bucket at hand: its number, and what its entries end with, by the length of their ids.
local number_byte, tails
local function entry(value, id)
  local length = #id
  local tail = tails[length]
  if not tail then
    tail = char(math.floor(length / 256), length % 256) .. number_byte
    tails[length] = tail
  end
  return value .. id .. tail
end

-- What is to be put into and taken out of each index of the slot at hand; the index of ids is number 0.
local first_index = ARGV[9] == '1' and 0 or 1
local last_index = tonumber(ARGV[10])
local puts, put_counts, takes, take_counts
local function put(index, value, id)
  local entries, count = puts[index], put_counts[index]
  entries[count + 1] = '0'
  entries[count + 2] = entry(value, id)
  put_counts[index] = count + 2
end
local function take_out(index, value, id)
  local count = take_counts[index] + 1
  takes[index][count] = entry(value, id)
  take_counts[index] = count
end
local function change(key, index, slot)
  local entries = 0
  if put_counts[index] > 0 then
    entries = redis.call('ZADD', key, unpack(puts[index], 1, put_counts[index]))
  end
  if take_counts[index] > 0 then
    entries = entries - redis.call('ZREM', key, unpack(takes[index], 1, take_counts[index]))
  end
  count('index-' .. index .. '-' .. slot, entries)
end

-- The indexed values that a snapshot begins with, '' for none.
local function values_of(snapshot)
  local high, low = byte(snapshot, 1, 2)
  if not low or high + low == 0 then
    return ''
  end
  return sub(snapshot, 3, 2 + high * 256 + low)
end
local function next_value(values, from)
  local high, low = byte(values, from, from + 1)
  if not low then
    return '', from
  end
  local to = from + 2 + high * 256 + low
  return sub(values, from + 2, to - 1), to
end
local function move(id, old_values, new_values)
  if old_values == new_values then
    return
  end
  local old_at, new_at = 1, 1
  local old, new = '', ''
  for index = 1, last_index do
    if old_values ~= '' then
      old, old_at = next_value(old_values, old_at)
    end
    if new_values ~= '' then
      new, new_at = next_value(new_values, new_at)
    end
    if old ~= new then
      if new ~= '' then
        put(index, new, id)
      end
      if old ~= '' then
        take_out(index, old, id)
      end
    end
  end
end
local function move_all(key, first, last, first_deleted, last_deleted)
  local ids, count = {}, 0
  for field = first, last, 2 do
    count = count + 1
    ids[count] = ARGV[field]
  end
  for field = first_deleted, last_deleted do
    count = count + 1
    ids[count] = ARGV[field]
  end
  local olds = redis.call('HMGET', key, unpack(ids, 1, count))
  count = 0
  for field = first, last, 2 do
    count = count + 1
    move(ARGV[field], olds[count] and values_of(olds[count]) or '', values_of(ARGV[field + 1]))
  end
  for field = first_deleted, last_deleted do
    count = count + 1
    if olds[count] then
      move(ARGV[field], values_of(olds[count]), '')
    end
  end
end

local live = 0
local function apply(key)
  number_byte, tails = ARGV[at], {}
  at = at + 1
  local first, last = take()
  local first_deleted, last_deleted = take()
  local before = live
  if last_index > 0 then
    move_all(key, first, last, first_deleted, last_deleted)
  end
  if first <= last then
    local added = redis.call('HSET', key, unpack(ARGV, first, last))
    live = live + added
    if added > 0 and first_index == 0 then
      for field = first, last, 2 do
        put(0, '', ARGV[field])
      end
    end
  end
  if first_deleted <= last_deleted then
    local deleted = redis.call('HDEL', key, unpack(ARGV, first_deleted, last_deleted))
    live = live - deleted
    if deleted > 0 and first_index == 0 then
      for field = first_deleted, last_deleted do
        take_out(0, '', ARGV[field])
      end
    end
  end
  count('bucket-' .. byte(number_byte), live - before)
  if unreadable > 0 then
    for field = first, last, 2 do
      readable(ARGV[field])
    end
    for field = first_deleted, last_deleted do
      readable(ARGV[field])
    end
  end
end

local next_key = 5
while KEYS[next_key] do
  puts, put_counts, takes, take_counts = {}, {}, {}, {}
  for index = first_index, last_index do
    puts[index], put_counts[index], takes[index], take_counts[index] = {}, 0, {}, 0
  end
  local first_index_key = next_key
  next_key = next_key + last_index - first_index + 1
  local slot, buckets = ARGV[at], tonumber(ARGV[at + 1])
  at = at + 2
  for _ = 1, buckets do
    apply(KEYS[next_key])
    next_key = next_key + 1
  end
  for index = first_index, last_index do
    change(KEYS[first_index_key + index - first_index], index, slot)
  end
end
count('live-entities', live)
count('unreadable-entities', broken_change)
return 1
