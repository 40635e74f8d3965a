-- Reads what comes next in a partition by distance from a point, and then by id, at one moment, with the snapshots.
--
-- A distance is the square of the chord through a sphere of radius 1. What is asked for is cut into rings, from the inside
-- to the outside, each covered by ranges of cells that no ring before it has covered.
--
-- KEYS  partition, generation, misplaced, unreadable, the slots of the index of coordinates..., bucket 0 to 63
-- ARGV  generation that the caller believes is served, most entries, bytes of states that they have at most, if there is
--       more than one, most entries to look at, the point's x, y, z, distance and id behind which the entries begin (distance -1: from the
--       point on), largest distance; for each ring: distance up to which it reaches, number of ranges, first and
--       end of each range of cells (8 bytes each; an end of no bytes has none)
-- Returns {served generation or nil} if that is another one; else
--         {generation, topic id, partitions, offset, caught-up-at, definition, whole-at, misplaced keys, unreadable entities,
--          distance up to which nothing is left out ('' if nothing comes after the entries),
--          id up to which nothing is left out at that distance ('' if it is complete there),
--          then distance, id and snapshot of each entry}
--         Distances are 8 bytes.
local served = redis.call('HGET', KEYS[1], 'served')
if served ~= ARGV[1] then
  return {served}
end
local status = redis.call('HMGET', KEYS[2], 'topic-id', 'partitions', 'offset', 'caught-up-at', 'definition', 'whole-at')
local result = {served, status[1], status[2], status[3], status[4], status[5], status[6],
  redis.call('HLEN', KEYS[3]), redis.call('HLEN', KEYS[4]), '', ''}

local slots = #KEYS - 4 - 64
local most, most_bytes, most_looks = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local function number(text)
  return (struct.unpack('>d', text))
end
local x, y, z = number(ARGV[5]), number(ARGV[6]), number(ARGV[7])
local after, after_id, farthest = number(ARGV[8]), ARGV[9], number(ARGV[10])

-- Lua's own comparison of strings follows the server's locale.
local function precedes(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

local found = {}
local looks = 0
local function look(member)
  looks = looks + 1
  -- 8 bytes of the cell, then latitude and longitude
  local latitude, longitude = math.rad(number(string.sub(member, 9, 16))), math.rad(number(string.sub(member, 17, 24)))
  local across = math.cos(latitude)
  local dx, dy = across * math.cos(longitude) - x, across * math.sin(longitude) - y
  local dz = math.sin(latitude) - z
  local distance = dx * dx + dy * dy + dz * dz
  if distance > farthest or distance < after then
    return
  end
  local length = #member
  local id_bytes = string.byte(member, length - 2) * 256 + string.byte(member, length - 1)
  local id = string.sub(member, length - 2 - id_bytes, length - 3)
  if distance == after and not precedes(after_id, id) then
    return
  end
  found[#found + 1] = {distance, id, string.byte(member, length)}
end

-- The distance up to which everything has been looked at.
local seen = after
local enough = false
local at = 11
while at <= #ARGV and not enough do
  local reach, ranges = number(ARGV[at]), tonumber(ARGV[at + 1])
  at = at + 2
  -- Counting takes next to nothing, looking does not: a ring that holds too much is not looked at.
  local parts, held = {}, 0
  for range = 1, ranges do
    local lower = '[' .. ARGV[at]
    local upper = ARGV[at + 1] == '' and '+' or '(' .. ARGV[at + 1]
    for slot = 1, slots do
      local count = redis.call('ZLEXCOUNT', KEYS[4 + slot], lower, upper)
      if count > 0 then
        parts[#parts + 1] = {KEYS[4 + slot], lower, upper}
        held = held + count
      end
    end
    at = at + 2
    if looks + held > most_looks then
      enough = true
      break
    end
  end
  if not enough then
    for part = 1, #parts do
      local members = redis.call('ZRANGEBYLEX', parts[part][1], parts[part][2], parts[part][3])
      for i = 1, #members do
        look(members[i])
      end
    end
    seen = reach
    local within = 0
    for i = 1, #found do
      if found[i][1] <= seen then
        within = within + 1
      end
    end
    enough = within > most and at <= #ARGV
  end
end
local complete = not enough

-- Where not even the first ring was looked at in full, there may be more at the distance to begin behind, too.
local near = {}
for i = 1, #found do
  if complete or (seen > after and found[i][1] <= seen) then
    near[#near + 1] = found[i]
  end
end
table.sort(near, function(one, other)
  if one[1] ~= other[1] then
    return one[1] < other[1]
  end
  return precedes(one[2], other[2])
end)

local bytes = 0
for i = 1, #near do
  local snapshot = i <= most and redis.call('HGET', KEYS[4 + slots + near[i][3] + 1], near[i][2])
  bytes = bytes + (snapshot and #snapshot or 0)
  if i > most or (i > 1 and bytes > most_bytes) then
    result[10] = struct.pack('>d', near[i - 1][1])
    result[11] = near[i - 1][2]
    return result
  end
  result[#result + 1] = struct.pack('>d', near[i][1])
  result[#result + 1] = near[i][2]
  result[#result + 1] = snapshot
end
if not complete then
  result[10] = struct.pack('>d', seen)
end
return result
