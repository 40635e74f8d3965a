import { get, now, page, refreshPage } from './api.js';

/**
 * How all types stand, asked once a second while the page is visible, and a bounded memory of how they stood.
 * Everything that the page says of freshness comes from here.
 */

const INTERVAL = 1000;
const LOG_EVERY = 3000;
const PAGE_EVERY = 60_000;
const RECENT = 600;
const RATE_OVER = 5000;

/** Samples of the last minutes as they came, and of the time before with ever less of them. */
class Memory {
  samples = [];

  add(sample) {
    this.samples.push(sample);
    if (this.samples.length > 2 * RECENT) {
      const old = this.samples.slice(0, RECENT).filter((_, index) => index % 2 === 0);
      this.samples = old.concat(this.samples.slice(RECENT));
    }
  }
}

class TypeState {
  partitions = null;
  problem = null;
  log = null;
  logProblem = null;
  memory = new Memory();
  rate = null;
  #ends = [];

  constructor(name) {
    this.name = name;
  }

  describe(type) {
    Object.assign(this, { topic: type.topic, indexes: type.indexes ?? [], state: type.state, caughtUpAt: type.caughtUpAt });
    this.geo = this.indexes.find((index) => index.kind === 'geo') ?? null;
  }

  /** Takes in how the partitions stand. */
  see(partitions, time) {
    this.partitions = partitions;
    this.problem = null;
    const known = partitions.filter((one) => one.endOffset !== null);
    const end = known.length === partitions.length ? known.reduce((sum, one) => sum + one.endOffset, 0) : null;
    const incarnation = partitions.map((one) => one.incarnation).join();
    if (end !== null) {
      if (this.#ends.length && (this.#ends[0].incarnation !== incarnation || this.#ends.at(-1).end > end)) this.#ends = [];
      this.#ends.push({ time, end, incarnation });
      while (this.#ends.length > 2 && time - this.#ends[1].time > RATE_OVER) this.#ends.shift();
    }
    const first = this.#ends[0];
    const last = this.#ends.at(-1);
    this.rate = last && time - last.time < RATE_OVER && last.time > first.time
      ? ((last.end - first.end) * 1000) / (last.time - first.time)
      : null;
    this.memory.add({
      time,
      live: this.cold.length ? null : this.live,
      rate: this.rate,
      lag: this.lag,
      end,
      bytes: this.log?.bytes ?? null,
      records: this.log?.records ?? null,
      tombstones: this.log?.tombstones ?? null,
    });
  }

  #sum(field) {
    return (this.partitions ?? []).reduce((sum, one) => sum + (one[field] ?? 0), 0);
  }

  get live() { return this.#sum('liveEntities'); }
  get unreadable() { return this.#sum('unreadableEntities'); }
  get lag() { return this.#sum('lag'); }
  get cold() { return this.in('cold'); }

  in(state) {
    return (this.partitions ?? []).filter((one) => standing(one) === state);
  }

  /** The worst that any of its partitions is. */
  get standing() {
    if (!this.partitions) return 'cold';
    return ['cold', 'frozen', 'rebuilding', 'live'].find((state) => this.in(state).length) ?? 'live';
  }

  /** When the partition that is behind most was caught up; null where that is not known of any. */
  get oldest() {
    const times = (this.partitions ?? []).map((one) => one.caughtUpAt).filter(Boolean);
    return times.length ? times.reduce((a, b) => (a < b ? a : b)) : null;
  }
}

/** A partition's state in one word; one whose old snapshots stand still is frozen. */
export function standing(partition) {
  if (partition.state === 'rebuilding' && partition.reason === 'tombstones-may-have-expired') return 'frozen';
  return partition.state;
}

export const store = {
  types: [],
  problem: null,
  seenAt: null,
  wantsLog: 0,
  listeners: new Set(),
  find(name) {
    return this.types.find((type) => type.name === name);
  },
  /** Calls once there is something to tell, and each time it is asked anew; ends with the scope. */
  follow(scope, listener) {
    this.listeners.add(listener);
    scope.onEnd(() => this.listeners.delete(listener));
    if (this.seenAt !== null) listener();
  },
};

async function look(type) {
  try {
    const { body } = await get(`types/${type.name}/partitions`);
    type.see(body.partitions, now());
  } catch (problem) {
    type.problem = problem;
    if (problem.status) type.partitions = null;
  }
}

async function lookAtLog(type) {
  try {
    const { body } = await get(`types/${type.name}/log`);
    const sum = (field) => body.partitions.reduce((total, one) =>
      (total === null || one[field] === null || one[field] === undefined ? null : total + one[field]), 0);
    type.log = {
      ...body,
      bytes: sum('bytes'),
      records: sum('records'),
      tombstones: sum('tombstones'),
      end: sum('end'),
      countedTo: sum('countedTo'),
      countedAt: body.partitions[0]?.countedAt ?? null,
    };
    type.logProblem = null;
  } catch (problem) {
    type.log = null;
    type.logProblem = problem;
  }
}

let pageAskedAt = -Infinity;
let logAskedAt = -Infinity;
let failures = 0;

async function lookAround() {
  if (performance.now() - pageAskedAt > PAGE_EVERY || !page.known) {
    await refreshPage();
    pageAskedAt = performance.now();
  }
  const { body } = await get('types');
  store.types = body.types.map((described) => {
    const type = store.find(described.name) ?? new TypeState(described.name);
    type.describe(described);
    return type;
  });
  const logs = store.wantsLog > 0 && performance.now() - logAskedAt > LOG_EVERY;
  if (logs) logAskedAt = performance.now();
  await Promise.all(store.types.map(look).concat(logs ? store.types.map(lookAtLog) : []));
}

async function turn() {
  try {
    await lookAround();
    store.problem = null;
    store.seenAt = now();
    failures = 0;
  } catch (problem) {
    store.problem = problem;
    failures += 1;
  }
  for (const listener of store.listeners) listener();
}

/** Looks around once a second; not while nobody sees the page, and less often while nothing answers. */
export function startLooking() {
  let timer = null;
  let looking = false;
  const next = async () => {
    timer = null;
    if (document.hidden || looking) return;
    looking = true;
    await turn();
    looking = false;
    if (!document.hidden && timer === null) timer = setTimeout(next, Math.min(INTERVAL * 2 ** Math.min(failures, 2), 4000));
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    timer = null;
    if (!document.hidden) next();
  });
  next();
}
