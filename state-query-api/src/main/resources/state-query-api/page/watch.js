import { now } from './api.js';
import { h, mark, say } from './dom.js';
import { watchType } from './live.js';
import { store } from './store.js';
import { clock, number, reason } from './words.js';

const MOST = 200;
const HELD = 2000;
const DRAW_EVERY = 120;

const RESETS = {
  'topic-recreated': 'The topic was deleted and created anew: this is another log, and what you saw before is void.',
  'token-of-another-log': 'The place to go on from is of another log than the one that is there now.',
  'log-truncated': 'Records that should follow were deleted from the log.',
  'position-out-of-range': 'The log ends before the place to go on from: it was set back.',
  'tombstones-may-have-expired': 'The page was away for longer than the log keeps deletions, so some could have been missed.',
  'age-unknown': 'It is not known of when the place to go on from is.',
  'token-incomplete': 'The place to go on from says nothing of some partition.',
};

/** A live tail of one type's changes. */
export function tail(main, scope, where) {
  let type = null;
  let watch = null;
  let paused = false;
  let held = [];
  let incoming = [];
  let times = [];
  let missed = 0;

  const types = h('div', { class: 'segments' });
  const filter = h('input', { type: 'search', class: 'tail-filter', placeholder: 'id…, or field:value', 'aria-label': 'Only changes of ids that begin so, or that meet a condition such as status:break', autocomplete: 'off', spellcheck: false });
  const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => setPaused(!paused) }, 'Pause');
  const clear = h('button', { type: 'button', class: 'ghost', onclick: () => rows.replaceChildren() }, 'Clear');
  const state = h('p', { class: 'tag tail-state' }, 'connecting');
  const rate = h('p', { class: 'num quiet tail-rate' });
  const rows = h('ol', { class: 'tail-rows' });
  main.append(
    h('div', { class: 'view-head' }, h('h1', {}, 'Watch'), types, state, rate),
    h('div', { class: 'tail-tools' }, filter, pause, clear),
    h('div', { class: 'panel tail', tabIndex: 0, role: 'log', 'aria-live': 'off', 'aria-label': 'Changes, the newest first' }, rows));

  function setPaused(on) {
    paused = on;
    pause.setAttribute('aria-pressed', String(on));
    say(pause, on ? 'Go on' : 'Pause');
    if (!on) {
      incoming = held.concat(incoming);
      held = [];
    }
  }

  function begin() {
    watch?.end();
    const text = filter.value.trim();
    const condition = /^[A-Za-z][\w-]*(\^=|<=|>=|:|<|>)/.test(text);
    watch = watchType(type.name, { snapshot: false, [condition ? 'where' : 'prefix']: text }, hear);
  }

  function hear(kind, data) {
    if (['change', 'deleted', 'unreadable', 'left'].includes(kind)) {
      times.push(performance.now());
      const to = paused ? held : incoming;
      to.push({ kind, data });
      if (to.length > HELD) {
        to.splice(0, to.length - HELD);
        missed += 1;
      }
    } else if (kind === 'reset') {
      incoming.push({ kind, words: `${RESETS[data.reason] ?? reason(data.reason)} ${data.then === 'snapshot' ? 'All entities follow anew.' : 'What follows is from now on; look at what you held before as if it were unknown.'}` });
    } else if (kind === 'waiting') {
      mark(state, 'state', 'cold');
      say(state, `waiting: ${reason(data.reason) || data.detail}`);
      return;
    } else if (kind === 'lost') {
      mark(state, 'state', 'rebuilding');
      say(state, 'connection lost, trying again from where it was');
      return;
    }
    mark(state, 'state', 'live');
    say(state, 'live');
  }

  function draw() {
    const seen = performance.now();
    while (times.length && seen - times[0] > 3000) times.shift();
    say(rate, `${number(Math.round(times.length / 3))} a second${paused ? `, ${number(held.length)} held back` : ''}`);
    if (!incoming.length) return;
    const latest = incoming.slice(-MOST);
    incoming = [];
    rows.prepend(...latest.reverse().map(row));
    while (rows.children.length > MOST) rows.lastElementChild.remove();
  }

  function row({ kind, data, words }) {
    if (kind === 'reset') return h('li', { class: 'tail-reset' }, h('strong', {}, 'Begun anew. '), words);
    return h('li', {}, h('a', { class: `tail-row ${kind}`, href: `#/entities/${type.name}/${encodeURIComponent(data.id)}` },
      h('span', { class: 'num faint' }, clock(data.updatedAt ?? now())),
      h('span', { class: 'tail-kind' }, kind === 'change' ? data.event : kind === 'deleted' ? data.event : kind),
      h('span', { class: 'tail-id' }, data.id),
      h('span', { class: 'tail-text mono' }, text(kind, data))));
  }

  const text = (kind, data) => (kind === 'change' ? JSON.stringify(data.state) : kind === 'deleted' ? 'ended: a tombstone' : kind === 'left' ? 'does not meet the filter any more' : data.reason ?? '');

  const follow = (next) => {
    if (!store.types.length) return;
    const chosen = store.find(next.rest[0]) ?? store.types.find((one) => one.geo) ?? store.types[0];
    if (chosen === type) return;
    type = chosen;
    types.replaceChildren(...store.types.map((one) => h('a', { href: `#/watch/${one.name}`, 'aria-current': one === type ? 'page' : null }, one.name)));
    rows.replaceChildren();
    incoming = [];
    held = [];
    begin();
  };
  let typing = null;
  filter.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(begin, 400);
  });
  store.follow(scope, () => {
    if (!type) follow(where);
  });
  scope.every(DRAW_EVERY, draw);
  scope.onEnd(() => watch?.end());
  return follow;
}
