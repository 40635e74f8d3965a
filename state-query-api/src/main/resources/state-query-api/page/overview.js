import { age, now } from './api.js';
import { Chart } from './chart.js';
import { h, mark, say } from './dom.js';
import { standing, store } from './store.js';
import { advice, ago, bytes, number, plural, reason, short, span } from './words.js';

/** Everything at a glance: a sentence, then a panel for each type. */
export function overview(main, scope) {
  const headline = h('h1', { class: 'headline' }, 'Looking …');
  const sub = h('p', { class: 'headline-sub num' });
  const panels = h('div', { class: 'panels' });
  const cards = new Map();
  main.append(h('div', { class: 'headline-box' }, headline, sub), panels);
  store.wantsLog += 1;
  scope.onEnd(() => {
    store.wantsLog -= 1;
    for (const card of cards.values()) card.end();
  });

  const draw = () => {
    if (store.seenAt === null) return;
    for (const type of store.types) {
      if (!cards.has(type.name)) {
        const card = new Card(type);
        cards.set(type.name, card);
        panels.append(card.element);
      }
      cards.get(type.name).draw();
    }
    say(headline, sentence());
    say(sub, facts());
  };
  store.follow(scope, draw);
  const tick = () => {
    for (const card of cards.values()) card.tick();
  };
  scope.every(200, tick);
  scope.listen(window, 'themechange', draw);
}

/** The one thing that somebody who looks up wants to know. */
function sentence() {
  const live = store.types.reduce((sum, type) => sum + type.live, 0);
  const cold = store.types.flatMap((type) => type.cold);
  const unknown = store.types.filter((type) => !type.partitions);
  const building = store.types.flatMap((type) => type.in('rebuilding').concat(type.in('frozen')));
  if (unknown.length === store.types.length) return 'Nothing is known yet. Reads wait for the log to be folded.';
  if (cold.length) return `${plural(cold.length, 'partition')} ${cold.length === 1 ? 'is' : 'are'} cold. Reads wait for the rebuild; none is answered wrongly.`;
  if (unknown.length) return `Of ${unknown.map((type) => type.name).join(' and ')} nothing is known yet.`;
  if (building.length) return `${plural(building.length, 'partition')} ${building.length === 1 ? 'is' : 'are'} being rebuilt. Reads go on meanwhile.`;
  const behind = Math.max(...store.types.map((type) => (type.oldest ? age(type.oldest) : 0)));
  if (behind > 5000) return `${plural(live, 'entity', 'entities')}, as they were ${span(behind)} ago.`;
  return live === 0 ? 'No entities yet. The log is empty.' : `${plural(live, 'entity', 'entities')}, all of them current.`;
}

function facts() {
  const partitions = store.types.flatMap((type) => type.partitions ?? []);
  const rate = store.types.reduce((sum, type) => sum + (type.rate ?? 0), 0);
  const logs = store.types.map((type) => type.log?.bytes).filter((size) => size !== null && size !== undefined);
  const size = logs.reduce((sum, each) => sum + each, 0);
  return [
    plural(store.types.length, 'type'),
    plural(partitions.length, 'partition'),
    `${plural(Math.round(rate), 'change')} a second`,
    logs.length ? `${bytes(size)} of log` : null,
  ].filter(Boolean).join('  ·  ');
}

function figure(label, hint) {
  const value = h('dd', { class: 'num' }, '–');
  const box = h('div', { class: 'figure', title: hint }, h('dt', {}, label), value);
  return { box, value };
}

class Card {
  constructor(type) {
    this.type = type;
    this.tag = h('span', { class: 'tag' }, '');
    this.live = figure('live entities', 'Entities that the snapshots hold');
    this.rate = figure('changes a second', 'Appended to the log, over the last five seconds');
    this.fresh = figure('behind now', 'The oldest answer that a read may get: the age of caught-up-at');
    this.size = figure('in the log', 'What the broker keeps on disk');
    this.strip = h('ol', { class: 'strip', 'aria-label': `Partitions of ${type.name}` });
    this.words = h('p', { class: 'strip-words faint' });
    this.cells = [];
    this.problem = h('div', { class: 'problem', hidden: true });
    this.chart = new Chart([
      { name: 'live entities', color: '--chart-live', kind: 'area', stacked: true, value: (one) => one.live, hint: 'The last word on each key' },
      { name: 'tombstones', color: '--chart-tombstone', kind: 'area', stacked: true, opacity: 0.5, value: (one) => one.tombstones, hint: 'Deletions that the log still tells its readers' },
      { name: 'superseded', color: '--chart-past', kind: 'area', stacked: true, opacity: 0.4, value: (one) => superseded(one), hint: 'Changes that a later one replaced: history, until compaction removes it' },
    ], { label: `The log of ${type.name} beside its state`, minutes: 10 });
    this.note = h('p', { class: 'faint chart-note' });
    const links = h('p', { class: 'card-links' });
    links.append(h('a', { href: `#/entities/${type.name}` }, 'Entities'));
    if (type.geo) links.append(h('a', { href: `#/map/${type.name}` }, 'Map'));
    this.element = h('section', { class: 'panel card', 'aria-label': type.name },
      h('header', { class: 'card-head' }, h('h2', {}, type.name), this.tag, links),
      h('div', { class: 'card-body' },
        h('div', { class: 'card-facts' },
          h('dl', { class: 'figures' }, this.live.box, this.rate.box, this.fresh.box, this.size.box),
          this.strip, this.words, this.problem),
        h('div', { class: 'card-chart' }, h('h3', {}, 'The log beside the state'), this.chart.element, this.note)));
  }

  end() {
    this.chart.end();
  }

  draw() {
    const { type } = this;
    mark(this.tag, 'state', type.standing);
    say(this.tag, type.standing);
    say(this.live.value, type.partitions && !type.cold.length ? number(type.live) : '–');
    say(this.rate.value, type.rate === null ? '–' : rateText(type.rate));
    say(this.size.value, type.log ? bytes(type.log.bytes) : '–');
    this.#partitions();
    this.#problem();
    say(this.words, stripWords(type));
    say(this.note, logWords(type));
    this.chart.update(type.memory.samples, now());
  }

  /** Ages go on between two looks. */
  tick() {
    say(this.fresh.value, this.type.oldest ? span(age(this.type.oldest)) : '–');
    this.fresh.box.classList.toggle('late', Boolean(this.type.oldest) && age(this.type.oldest) > 5000);
  }

  #problem() {
    const { problem } = this.type;
    this.problem.hidden = !problem || this.type.partitions !== null;
    if (!this.problem.hidden) {
      this.problem.replaceChildren(h('h3', {}, problem.title), h('p', {}, problem.message), h('p', {}, advice(problem.type)));
    }
  }

  #partitions() {
    const partitions = this.type.partitions ?? [];
    while (this.cells.length > partitions.length) this.cells.pop().remove();
    while (this.cells.length < partitions.length) {
      const cell = h('li', { class: 'cell' }, h('span', { class: 'cell-fill' }), h('span', { class: 'cell-text num' }));
      this.cells.push(cell);
      this.strip.append(cell);
    }
    partitions.forEach((partition, index) => this.#cell(this.cells[index], partition));
  }

  #cell(cell, partition) {
    const state = standing(partition);
    const [fill, text] = cell.children;
    const progress = partition.progress && partition.progress.toRead > 0
      ? Math.min(1, partition.progress.read / partition.progress.toRead) : null;
    mark(cell, 'state', state);
    fill.style.setProperty('width', progress === null ? '100%' : `${Math.round(progress * 100)}%`);
    say(text, progress === null ? (partition.lag ? `${short(partition.lag)} behind` : String(partition.partition)) : `${Math.round(progress * 100)} %`);
    const words = partitionWords(partition, state, progress);
    if (cell.title !== words) {
      cell.title = words;
      cell.setAttribute('aria-label', words);
    }
  }
}

function superseded(sample) {
  if (sample.records === null || sample.records === undefined || sample.live === null) return null;
  return Math.max(0, sample.records - (sample.tombstones ?? 0) - sample.live);
}

const rateText = (rate) => (rate > 0 && rate < 10 ? rate.toFixed(1) : number(Math.round(rate)));

function partitionWords(partition, state, progress) {
  const words = [`Partition ${partition.partition}: ${state}`];
  if (partition.reason) words.push(`because ${reason(partition.reason)}`);
  if (progress !== null) words.push(`${Math.round(progress * 100)} % of the log read`);
  if (partition.lag !== null) words.push(partition.lag === 0 ? 'nothing left to fold' : `${plural(partition.lag, 'change')} to fold`);
  if (state !== 'cold') words.push(plural(partition.liveEntities, 'entity', 'entities'));
  return words.join(', ');
}

function stripWords(type) {
  if (!type.partitions) return '';
  const total = type.partitions.length;
  const parts = ['cold', 'frozen', 'rebuilding'].map((state) => [state, type.in(state)]).filter(([, some]) => some.length);
  if (!parts.length) {
    return type.lag ? `${plural(total, 'partition')}, all live, ${plural(type.lag, 'change')} to fold` : `${plural(total, 'partition')}, all live, nothing left to fold`;
  }
  return parts.map(([state, some]) => {
    const why = [...new Set(some.map((one) => one.reason).filter(Boolean))].map(reason).join('; ');
    return `${some.length} of ${total} ${state}${why ? `: ${why}` : ''}`;
  }).join('. ');
}

/** What the chart can say of the log, and as of when. */
function logWords(type) {
  if (type.logProblem) return type.logProblem.status === 404 ? '' : `The log cannot be looked at: ${advice(type.logProblem.type) || type.logProblem.message}`;
  if (!type.log) return '';
  const { records, countedAt, countedTo } = type.log;
  if (records === null) return countedAt === null && type.log.bytes > 0 ? 'The records of the log are being counted.' : '';
  const share = countedTo > 0 ? records / countedTo : 1;
  const kept = share > 0.995 ? 'The log still holds every change that was ever written'
    : `Compaction left ${number(records)} of ${number(countedTo)} changes ever written (${share < 0.01 ? 'under 1' : Math.round(share * 100)} %)`;
  const since = type.log.end === countedTo ? ', and nothing was written since' : '';
  return `${kept}; counted ${ago(age(countedAt))}${since}.`;
}
