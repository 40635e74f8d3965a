-- Reads on in one index of a partition, in its order and at one moment: its entries, with the snapshots of their entities.
--
-- KEYS  partition, generation, misplaced, unreadable, the slots of the index..., bucket 0 to 63
-- ARGV  generation that the caller believes is served, bounds as in ZRANGEBYLEX, most entries, bytes of states
--       that they have at most, if there is more than one
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, misplaced keys, unreadable entities,
--          1 if there are more entries or 0, then member and snapshot of each entry}
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6],
  redis.call('HLEN', KEYS[3]), redis.call('HLEN', KEYS[4]), 0}

local slots = #KEYS - 4 - 64
local upper, most, most_bytes = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
-- A slot holds about this share of what comes next; one that holds more is asked again.
local stride = math.ceil(most * 1.5 / slots) + 4
local runs, at = {}, {}
for slot = 1, slots do
  runs[slot] = redis.call('ZRANGEBYLEX', KEYS[4 + slot], ARGV[2], upper, 'LIMIT', 0, stride)
  at[slot] = 1
end

-- How many bytes all members begin with. Lua's own comparison of strings follows the server's locale, so members are
-- compared by the number that their next six bytes are, and byte by byte where that is the same.
local shared
for slot = 1, slots do
  local run = runs[slot]
  local ends = {run[1], run[#run]}
  for i = 1, #ends do
    shared = shared or ends[i]
    local length = math.min(#shared, #ends[i])
    local same = 0
    while same < length and string.byte(shared, same + 1) == string.byte(ends[i], same + 1) do
      same = same + 1
    end
    shared = string.sub(shared, 1, same)
  end
end
if not shared then
  return result
end
local function rank(member)
  if string.sub(member, 1, #shared) ~= shared then
    -- It was read later, so it is behind all that begin like the first ones.
    return math.huge
  end
  return (struct.unpack('>I6', string.sub(member, #shared + 1, #shared + 6) .. '\0\0\0\0\0\0'))
end
local function precedes(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

local heads, ranks = {}, {}
local function advance(slot)
  local run = runs[slot]
  if at[slot] > #run and #run == stride then
    run = redis.call('ZRANGEBYLEX', KEYS[4 + slot], '(' .. run[#run], upper, 'LIMIT', 0, stride)
    runs[slot], at[slot] = run, 1
  end
  heads[slot] = run[at[slot]]
  ranks[slot] = heads[slot] and rank(heads[slot])
  at[slot] = at[slot] + 1
end
for slot = 1, slots do
  advance(slot)
end

local bytes = 0
for taken = 0, most do
  local first
  for slot = 1, slots do
    if heads[slot] and (not first or ranks[slot] < ranks[first]
        or (ranks[slot] == ranks[first] and precedes(heads[slot], heads[first]))) then
      first = slot
    end
  end
  if not first then
    break
  end
  if taken == most then
    result[10] = 1
    break
  end
  local member = heads[first]
  local length = #member
  local id_bytes = string.byte(member, length - 2) * 256 + string.byte(member, length - 1)
  local id = string.sub(member, length - 2 - id_bytes, length - 3)
  local snapshot = redis.call('HGET', KEYS[4 + slots + string.byte(member, length) + 1], id)
  bytes = bytes + (snapshot and #snapshot or 0)
  if taken > 0 and bytes > most_bytes then
    result[10] = 1
    break
  end
  result[#result + 1] = member
  result[#result + 1] = snapshot
  advance(first)
end
return result
