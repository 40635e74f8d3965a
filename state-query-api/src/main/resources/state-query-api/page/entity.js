import { age, connection, get, page, producer, segment } from './api.js';
import { current, h, mark, say } from './dom.js';
import { watchEntity } from './live.js';
import { differences, tree } from './tree.js';
import { advice, ago, clock, number, plural, reason } from './words.js';

const HISTORY = 100;
const awkward = (id) => /[/\\;]/.test(id) || id === '.' || id === '..';

/** One entity: its state as it is, watched, and as it was, by a slider over what the log still holds of it. */
export class EntityView {
  #changes = [];
  #next = null;
  #at = null;
  #live = null;
  #caughtUpAt = null;
  #status = 'connecting';

  constructor(box, scope, type, id) {
    this.type = type;
    this.id = id;
    this.tag = h('span', { class: 'tag' }, 'connecting');
    this.words = h('p', { class: 'quiet entity-words' });
    this.fresh = h('p', { class: 'faint num' });
    this.bannerText = h('span');
    this.banner = h('p', { class: 'as-of', hidden: true }, this.bannerText, h('button', {
      type: 'button',
      onclick: () => {
        this.slider.value = this.#changes.length - 1;
        this.#goTo(this.#changes.length - 1);
      },
    }, 'Back to now'));
    this.state = h('div', { class: 'entity-state' });
    this.slider = h('input', { type: 'range', min: 0, max: 0, value: 0, step: 1, 'aria-label': 'As of which change' });
    this.slider.addEventListener('input', () => this.#goTo(this.slider.valueAsNumber));
    this.ticks = h('div', { class: 'ticks', 'aria-hidden': 'true' });
    this.ends = h('div', { class: 'slider-ends faint num' }, h('span'), h('span'));
    this.timeline = h('ol', { class: 'timeline' });
    this.older = h('button', { type: 'button', class: 'ghost', hidden: true, onclick: () => this.#loadOlder() }, 'Older changes');
    this.historyWords = h('p', { class: 'faint' });
    box.append(
      h('a', { class: 'back', href: `#/entities/${type.name}` }, '← all'),
      h('header', { class: 'entity-head' }, h('h2', {}, id), this.tag),
      this.words, this.fresh, this.banner, this.state,
      h('h3', { class: 'side-head' }, 'History'),
      h('div', { class: 'slider' }, this.slider, this.ticks, this.ends),
      this.historyWords, this.timeline, this.older);
    if (page.edit && page.producerUrl) box.append(this.#editor());
    const watch = watchEntity(type.name, id, (kind, data) => this.#hear(kind, data));
    scope.onEnd(() => watch.end());
    scope.every(200, () => this.#tick());
    this.#loadHistory();
  }

  #hear(kind, data) {
    if (kind === 'snapshot' || kind === 'change') {
      this.#set({ kind: 'found', ...data });
    } else if (kind === 'unreadable') {
      this.#set({ kind: 'unreadable', ...data });
    } else if (kind === 'deleted') {
      this.#set({ kind: 'deleted', ...data });
    } else if (kind === 'absent') {
      this.#set({ kind: 'absent' });
    } else if (kind === 'waiting') {
      this.#status = `waiting: ${reason(data.reason) || data.detail}`;
    } else if (kind === 'reset') {
      this.#status = `begins anew: ${reason(data.reason)}`;
      this.#loadHistory();
    } else if (kind === 'lost') {
      this.#status = 'connection lost';
    } else if (kind === 'open' || kind === 'snapshot-begin') {
      this.#status = 'live';
    }
    if (data.caughtUpAt) this.#caughtUpAt = data.caughtUpAt;
    if (kind === 'change' || kind === 'deleted') this.#caughtUpAt = data.updatedAt;
    if (kind === 'heartbeat' || kind === 'change') this.#status = 'live';
    this.#tick();
  }

  #set(live) {
    this.#live = live;
    const change = asChange(live);
    const last = this.#changes.at(-1);
    if (change && (!last || change.revision > last.revision)) {
      this.#changes.push(change);
      if (this.#changes.length > 5 * HISTORY) {
        this.#changes.shift();
        if (this.#at !== null) this.#at = Math.max(0, this.#at - 1);
        this.#next = null;
      }
      this.#drawHistory();
    }
    if (this.#at === null) this.#drawState();
    else this.#drawBanner();
  }

  #loadHistory = async () => {
    try {
      const { body } = await this.#ask({ limit: HISTORY });
      const known = this.#changes;
      this.#changes = body.items.slice().reverse();
      const last = this.#changes.at(-1)?.revision ?? -1;
      this.#changes.push(...known.filter((one) => one.revision > last));
      this.#next = body.next ?? null;
      this.#drawHistory();
      this.#drawState();
    } catch (problem) {
      say(this.historyWords, `${problem.title}. ${advice(problem.type) || problem.message}`);
    }
  };

  #ask(parameters) {
    return awkward(this.id)
      ? get(`history/${this.type.name}`, { id: this.id, ...parameters }, { wait: 30_000 })
      : get(`history/${this.type.name}/${segment(this.id)}`, parameters, { wait: 30_000 });
  }

  async #loadOlder() {
    try {
      const { body } = await this.#ask({ limit: HISTORY, cursor: this.#next });
      this.#changes.unshift(...body.items.slice().reverse());
      if (this.#at !== null) this.#at += body.items.length;
      this.#next = body.next ?? null;
      this.#drawHistory();
    } catch (problem) {
      say(this.historyWords, `${problem.title}. ${advice(problem.type) || problem.message}`);
    }
  }

  #goTo(index) {
    this.#at = index >= this.#changes.length - 1 ? null : index;
    this.#drawState();
    this.#mark();
  }

  #drawState() {
    const shown = this.#at === null ? this.#live ?? this.#changes.at(-1) : this.#changes[this.#at];
    const index = this.#at ?? this.#changes.length - 1;
    const before = this.#changes[index - 1];
    this.#drawBanner();
    if (!shown) return;
    if (shown.state) {
      const changed = before?.state ? differences(before.state, shown.state) : new Map();
      this.state.replaceChildren(tree(shown.state, changed));
    } else {
      this.state.replaceChildren(h('p', { class: 'entity-none' }, this.#nothing(shown)));
    }
  }

  /** How long ago the shown state was the current one: it becomes more while one looks. */
  #drawBanner() {
    this.banner.hidden = this.#at === null;
    if (this.#at === null) return;
    const past = this.#changes.length - 1 - this.#at;
    say(this.bannerText, `As of ${clock(this.#changes[this.#at].updatedAt)}, ${plural(past, 'change')} ago.`);
  }

  #nothing(shown) {
    if (shown.kind === 'absent') return 'There is no such entity. The snapshots are complete, so this is certain.';
    if (shown.unreadable || shown.kind === 'unreadable') {
      return `The last change cannot be read: ${shown.reason}. It is at offset ${number(shown.revision)} of the log; the entity is neither served as it was before nor called absent until its next good change.`;
    }
    return `It was ended by '${shown.event}'.`;
  }

  #drawHistory() {
    const count = this.#changes.length;
    this.slider.max = Math.max(0, count - 1);
    this.slider.disabled = count < 2;
    if (this.#at === null) this.slider.value = Math.max(0, count - 1);
    const [first, last] = this.ends.children;
    say(first, count ? clock(this.#changes[0].updatedAt) : '');
    say(last, count > 1 ? clock(this.#changes.at(-1).updatedAt) : '');
    say(this.historyWords, count === 0 ? 'The log holds nothing of it.'
      : `${this.#next ? 'The latest' : 'The log holds'} ${plural(count, 'change')}${this.#next ? '' : ' of it'}. What is older than the history window may be compacted away.`);
    this.older.hidden = !this.#next;
    this.#ticks();
    const latest = this.#changes.slice(-30).reverse();
    this.timeline.replaceChildren(...latest.map((change, back) => this.#entry(change, count - 1 - back)));
    this.#mark();
  }

  #ticks() {
    const shown = this.#changes.length > 200 ? [] : this.#changes;
    this.ticks.replaceChildren(...shown.map((change, index) => h('i', {
      class: change.deleted ? 'ended' : change.unreadable ? 'bad' : '',
      style: { left: `${(index / Math.max(1, shown.length - 1)) * 100}%` },
    })));
  }

  #entry(change, index) {
    const before = this.#changes[index - 1];
    const changed = before?.state && change.state ? [...differences(before.state, change.state).keys()].map((at) => at.slice(1)) : [];
    const what = change.unreadable ? 'unreadable' : change.event;
    const names = changed.length > 4 ? `${changed.slice(0, 4).join(', ')} and ${changed.length - 4} more` : changed.join(', ');
    return h('li', { 'data-index': String(index), class: change.deleted ? 'ended' : change.unreadable ? 'bad' : '' },
      h('button', { type: 'button', class: 'ghost', onclick: () => {
        this.slider.value = index;
        this.#goTo(index);
      } }, h('span', { class: 'num timeline-time' }, clock(change.updatedAt)), h('strong', {}, what), h('span', { class: 'faint' }, names)));
  }

  #mark() {
    const at = String(this.#at ?? this.#changes.length - 1);
    for (const entry of this.timeline.children) current(entry, entry.dataset.index === at);
    const change = this.#changes[Number(at)];
    if (change) this.slider.setAttribute('aria-valuetext', `${change.event ?? 'unreadable'}, ${clock(change.updatedAt)}`);
  }

  /** Ages go on between two events, and freshness is never better than what was heard. */
  #tick() {
    const live = this.#live;
    const kind = live?.kind ?? 'connecting';
    const lost = this.#status !== 'live' || connection.lostAt !== null;
    mark(this.tag, 'state', lost ? 'rebuilding' : { found: 'live', unreadable: 'cold', deleted: 'frozen', absent: 'frozen' }[kind] ?? '');
    say(this.tag, lost ? this.#status : { found: 'watched live', unreadable: 'unreadable', deleted: 'ended', absent: 'absent' }[kind] ?? kind);
    if (!live) return;
    const old = live.updatedAt ? ago(age(live.updatedAt)) : '';
    say(this.words, live.kind === 'found' ? `Last changed ${old} by '${live.event}', revision ${number(live.revision)} of incarnation ${live.incarnation}.`
      : live.kind === 'deleted' ? `Ended ${old} by '${live.event}', revision ${number(live.revision)}.`
        : live.kind === 'unreadable' ? `Unreadable since ${old}, revision ${number(live.revision)}.` : '');
    const partitions = this.type.oldest;
    const heard = [this.#caughtUpAt, lost ? null : partitions].filter(Boolean).sort().at(-1);
    say(this.fresh, heard ? `Everything that the log held ${ago(age(heard))} is in this.` : '');
  }

  #editor() {
    const text = h('textarea', { rows: 10, spellcheck: false, 'aria-label': 'State as JSON', class: 'mono' });
    const result = h('p', { class: 'faint', role: 'status' });
    const write = async (method, body) => {
      try {
        const { body: written } = await producer(method, `entities/${this.type.name}/${segment(this.id)}`, {}, body);
        say(result, `Written as revision ${number(written.revision)}; it shows above once it is folded.`);
      } catch (problem) {
        say(result, `${problem.title}: ${problem.message} ${advice(problem.type)}`);
      }
    };
    const save = h('button', { type: 'button', class: 'primary', onclick: () => {
      let state;
      try {
        state = JSON.parse(text.value);
      } catch (mistake) {
        say(result, `This is no JSON: ${mistake.message}`);
        return;
      }
      write('PUT', state);
    } }, 'Write');
    const remove = h('button', { type: 'button', class: 'danger', onclick: () => {
      if (confirm(`End ${this.id}? A tombstone is appended to the log.`)) write('DELETE');
    } }, 'Delete');
    const details = h('details', { class: 'editor' }, h('summary', {}, 'Change it'), text, h('div', { class: 'editor-actions' }, save, remove), result);
    details.addEventListener('toggle', () => {
      if (details.open && this.#live?.state) text.value = JSON.stringify(this.#live.state, null, 2);
    });
    return details;
  }
}

function asChange(live) {
  if (live.kind === 'found') return { revision: live.revision, updatedAt: live.updatedAt, event: live.event, state: live.state };
  if (live.kind === 'deleted') return { revision: live.revision, updatedAt: live.updatedAt, event: live.event, deleted: true };
  if (live.kind === 'unreadable' && live.updatedAt) return { revision: live.revision, updatedAt: live.updatedAt, unreadable: true, reason: live.reason };
  return null;
}
