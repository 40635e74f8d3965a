/** Where entities are, were, and are on their way to: plain arrays, since there may be thousands. */

const LONGEST = 6000;
const TRAIL = 40_000;
const KINDS = 12;

export class Fleet {
  #slots = new Map();
  #free = [];
  ids = [];
  fromLat = new Float64Array(1024);
  fromLon = new Float64Array(1024);
  toLat = new Float64Array(1024);
  toLon = new Float64Array(1024);
  since = new Float64Array(1024);
  until = new Float64Array(1024);
  kind = new Int16Array(1024);
  kinds = [];
  counts = [];
  #seen = null;
  trail = new Float64Array(TRAIL * 4);
  trailEnd = 0;
  moves = 0;
  movingUntil = 0;

  get size() {
    return this.#slots.size;
  }

  /** What is not told of until the beginning is over does not exist any more. */
  begin() {
    this.#seen = new Set();
  }

  begun() {
    if (this.#seen) for (const id of [...this.#slots.keys()]) if (!this.#seen.has(id)) this.remove(id);
    this.#seen = null;
  }

  clear() {
    for (const id of [...this.#slots.keys()]) this.remove(id);
    this.trailEnd = 0;
  }

  slot(id) {
    return this.#slots.get(id);
  }

  at(slot, time) {
    const span = this.until[slot] - this.since[slot];
    const part = span <= 0 ? 1 : Math.min(1, (time - this.since[slot]) / span);
    return [
      this.fromLat[slot] + (this.toLat[slot] - this.fromLat[slot]) * part,
      this.fromLon[slot] + (this.toLon[slot] - this.fromLon[slot]) * part,
    ];
  }

  #kindOf(name) {
    let kind = this.kinds.indexOf(name);
    if (kind < 0 && this.kinds.length >= KINDS) {
      kind = KINDS - 1;
      this.kinds[kind] = 'other';
    } else if (kind < 0) {
      kind = this.kinds.push(name) - 1;
      this.counts[kind] = 0;
    }
    return kind;
  }

  put(id, lat, lon, kindName, time) {
    this.#seen?.add(id);
    const kind = this.#kindOf(kindName);
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.ids.length;
      if (slot >= this.since.length) this.#grow();
      this.ids[slot] = id;
      this.#slots.set(id, slot);
      this.fromLat[slot] = lat;
      this.fromLon[slot] = lon;
      this.since[slot] = time;
      this.until[slot] = time;
    } else {
      this.counts[this.kind[slot]] -= 1;
      const [hereLat, hereLon] = this.at(slot, time);
      if (this.toLat[slot] !== lat || this.toLon[slot] !== lon) {
        this.#leaveTrail(this.toLat[slot], this.toLon[slot], lat, lon);
        this.moves += 1;
      }
      // It gets there when the next word of it is due.
      const interval = Math.min(LONGEST, Math.max(250, time - this.since[slot]));
      this.fromLat[slot] = hereLat;
      this.fromLon[slot] = hereLon;
      this.since[slot] = time;
      this.until[slot] = time + interval;
      if (this.until[slot] > this.movingUntil) this.movingUntil = this.until[slot];
    }
    this.toLat[slot] = lat;
    this.toLon[slot] = lon;
    this.kind[slot] = kind;
    this.counts[kind] += 1;
  }

  remove(id) {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.counts[this.kind[slot]] -= 1;
    this.ids[slot] = null;
    this.#free.push(slot);
  }

  #leaveTrail(lat1, lon1, lat2, lon2) {
    const at = (this.trailEnd % TRAIL) * 4;
    this.trail[at] = lat1;
    this.trail[at + 1] = lon1;
    this.trail[at + 2] = lat2;
    this.trail[at + 3] = lon2;
    this.trailEnd += 1;
  }

  get trailStart() {
    return Math.max(0, this.trailEnd - TRAIL);
  }

  #grow() {
    for (const name of ['fromLat', 'fromLon', 'toLat', 'toLon', 'since', 'until', 'kind']) {
      const larger = new this[name].constructor(this[name].length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }

  /** The box that holds nearly all, without a few that are far away; null if there are none. */
  bounds() {
    const lats = [];
    const lons = [];
    for (const slot of this.#slots.values()) {
      lats.push(this.toLat[slot]);
      lons.push(this.toLon[slot]);
    }
    if (!lats.length) return null;
    lats.sort((a, b) => a - b);
    lons.sort((a, b) => a - b);
    const cut = Math.floor(lats.length * 0.01);
    return { south: lats[cut], north: lats.at(-1 - cut), west: lons[cut], east: lons.at(-1 - cut) };
  }
}
