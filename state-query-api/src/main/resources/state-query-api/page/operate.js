import { consumer, page, producer } from './api.js';
import { h, mark, say } from './dom.js';
import { standing, store } from './store.js';
import { advice, number, plural, reason } from './words.js';

export const canOperate = () => page.operate && Boolean(page.consumerUrl || page.producerUrl);

/** Rebuilds, verification and simulations. */
export function operate(main, scope) {
  main.append(h('div', { class: 'view-head' }, h('h1', {}, 'Operate')));
  const grid = h('div', { class: 'operate' });
  main.append(grid);
  if (page.producerUrl) simulations(grid, scope);
  if (page.consumerUrl) {
    const cards = new Map();
    store.follow(scope, () => {
      for (const type of store.types) {
        if (!cards.has(type.name)) cards.set(type.name, new TypeCard(grid, type));
        cards.get(type.name).draw();
      }
    });
    main.append(h('p', { class: 'faint operate-hint' }, 'To see it hold, empty Redis by hand (', h('code', {}, 'redis-cli flushall'), ') and look at the overview: partitions go cold, reads wait and say why, none is answered wrongly, and all comes back from the log.'));
  }
}

const explain = (problem) => `${problem.title}. ${problem.message} ${advice(problem.type)}`.trim();

class TypeCard {
  #verifying = false;

  constructor(grid, type) {
    this.type = type;
    this.tag = h('span', { class: 'tag' });
    this.bars = h('ol', { class: 'strip', 'aria-label': `Partitions of ${type.name}` });
    this.words = h('p', { class: 'faint', role: 'status' });
    this.result = h('div', { class: 'result', role: 'status' });
    this.rebuild = h('button', { type: 'button', onclick: () => this.#rebuild() }, 'Rebuild');
    this.cancel = h('button', { type: 'button', class: 'ghost', onclick: () => this.#cancel() }, 'Cancel rebuilds');
    this.verify = h('button', { type: 'button', onclick: () => this.#verify() }, 'Verify');
    grid.append(h('section', { class: 'panel operate-card', 'aria-label': type.name },
      h('header', { class: 'card-head' }, h('h2', {}, type.name), this.tag),
      this.bars, this.words,
      h('div', { class: 'operate-actions' }, this.rebuild, this.cancel, this.verify),
      h('p', { class: 'faint' }, 'A rebuild makes new snapshots from the log beside the served ones. Verify reads the log again and compares it with what is stored.'),
      this.result));
  }

  draw() {
    const { type } = this;
    const partitions = type.partitions ?? [];
    mark(this.tag, 'state', type.standing);
    say(this.tag, type.standing);
    while (this.bars.children.length > partitions.length) this.bars.lastElementChild.remove();
    while (this.bars.children.length < partitions.length) {
      this.bars.append(h('li', { class: 'cell' }, h('span', { class: 'cell-fill' }), h('span', { class: 'cell-text num' })));
    }
    partitions.forEach((one, index) => {
      const cell = this.bars.children[index];
      const part = one.progress && one.progress.toRead > 0 ? Math.min(1, one.progress.read / one.progress.toRead) : null;
      mark(cell, 'state', standing(one));
      cell.children[0].style.setProperty('width', part === null ? '100%' : `${Math.round(part * 100)}%`);
      say(cell.children[1], part === null ? String(one.partition) : `${Math.round(part * 100)} %`);
    });
    const busy = partitions.filter((one) => one.state !== 'live');
    const why = [...new Set(busy.map((one) => one.reason).filter(Boolean))].map(reason).join('; ');
    say(this.words, busy.length ? `${plural(busy.length, 'partition')} under way${why ? `: ${why}` : ''}` : 'Nothing is under way.');
    this.cancel.disabled = !busy.length;
  }

  async #act(what, done) {
    try {
      const { body } = await what();
      this.#tell(done(body));
    } catch (problem) {
      this.#tell(explain(problem), 'bad');
    }
  }

  #tell(text, kind = '') {
    this.result.className = `result ${kind}`;
    this.result.replaceChildren(...(typeof text === 'string' ? [h('p', {}, text)] : [text]));
  }

  #rebuild() {
    this.#act(() => consumer('POST', `types/${this.type.name}/rebuild`), () => 'Asked for. Reads go on from the old snapshots until the new ones take over.');
  }

  #cancel() {
    this.#act(() => consumer('DELETE', `types/${this.type.name}/rebuild`), (body) => {
      const kept = body.kept ?? [];
      return kept.length ? `Cancelled, but for ${plural(kept.length, 'partition')} that must be built anew.` : 'Cancelled.';
    });
  }

  async #verify() {
    if (this.#verifying) return;
    this.#verifying = true;
    this.verify.disabled = true;
    this.#tell('Reading the log again …');
    const began = performance.now();
    const looking = setInterval(() => this.#progress(), 1000);
    await this.#act(() => consumer('POST', `types/${this.type.name}/verify`, {}, { wait: 600_000 }), (body) => this.#verdict(body, performance.now() - began));
    clearInterval(looking);
    this.#verifying = false;
    this.verify.disabled = false;
  }

  async #progress() {
    try {
      const { body } = await consumer('GET', `types/${this.type.name}/verify`);
      if (this.#verifying && body.state === 'running') {
        this.#tell(`Reading the log again: ${body.progress.verified} of ${plural(body.progress.partitions, 'partition')}, ${number(body.progress.checked)} entities compared …`);
      }
    } catch {
      // The answer to the verification itself says what is wrong.
    }
  }

  #verdict({ partitions }, took) {
    const sum = (field) => partitions.reduce((total, one) => total + (one[field] ?? 0), 0);
    const faults = { ghosts: 'ghosts', missing: 'missing', stale: 'stale', ghostEntries: 'ghost index entries', missingEntries: 'missing index entries' };
    const found = Object.keys(faults).filter((field) => sum(field) > 0);
    this.result.className = `result ${found.length ? 'bad' : 'good'}`;
    return h('div', {},
      h('p', {}, h('strong', {}, found.length ? 'The store differs from the log.' : 'The store is what the log says.'),
        ` ${number(sum('checked'))} entities compared in ${(took / 1000).toFixed(1)} s.`),
      found.length ? h('p', {}, found.map((field) => `${number(sum(field))} ${faults[field]}`).join(', '), '. A rebuild puts it right.') : null);
  }
}

const PRESETS = [
  ['2,000 drivers', { workload: 'drivers', entities: 2000, rate: 400, minutes: 10 }],
  ['10,000 devices', { workload: 'devices', entities: 10_000, rate: 1000, minutes: 5 }],
];

function simulations(grid, scope) {
  const workload = h('select', { id: 'sim-workload' }, h('option', { value: 'drivers' }, 'drivers in a city'), h('option', { value: 'devices' }, 'streaming devices'));
  const entities = h('input', { type: 'number', min: 1, max: 1_000_000, value: 2000, required: true });
  const rate = h('input', { type: 'number', min: 1, max: 100_000, value: 400, required: true });
  const minutes = h('input', { type: 'number', min: 1, max: 600, value: 10, required: true });
  const result = h('p', { class: 'result', role: 'status' });
  const running = h('ul', { class: 'sims' });
  const presets = h('div', { class: 'presets' }, PRESETS.map(([name, values]) => h('button', {
    type: 'button',
    onclick: () => {
      workload.value = values.workload;
      entities.value = values.entities;
      rate.value = values.rate;
      minutes.value = values.minutes;
      form.requestSubmit();
    },
  }, `Start ${name}`)));
  const field = (label, input) => h('label', { class: 'field' }, label, input);
  const form = h('form', {
    class: 'sim-form',
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        const { body } = await producer('POST', 'simulations', {}, {
          workload: workload.value,
          entities: entities.valueAsNumber,
          rate: rate.valueAsNumber,
          changes: Math.max(entities.valueAsNumber * 2, rate.valueAsNumber * minutes.valueAsNumber * 60),
          duration: `${minutes.valueAsNumber}m`,
        });
        say(result, `${body.name} runs.`);
        look();
      } catch (problem) {
        say(result, explain(problem));
      }
    },
  }, field('What', workload), field('How many', entities), field('Changes a second', rate), field('Minutes', minutes), h('button', { type: 'submit', class: 'primary' }, 'Start'));
  grid.append(h('section', { class: 'panel operate-card wide', 'aria-label': 'Simulations' },
    h('header', { class: 'card-head' }, h('h2', {}, 'Simulations'), presets),
    h('p', { class: 'faint' }, 'Load of a fleet, without one: changes are made up and appended to the log like anybody’s.'),
    form, result, running));

  const rows = new Map();
  const look = async () => {
    if (document.hidden) return;
    try {
      const { body } = await producer('GET', 'simulations');
      const list = body.simulations ?? body;
      for (const [name, row] of rows) {
        if (!list.some((one) => one.name === name)) {
          row.element.remove();
          rows.delete(name);
        }
      }
      for (const one of list) {
        if (!rows.has(one.name)) {
          const row = simulationRow(one, look, (text) => say(result, text));
          rows.set(one.name, row);
          running.prepend(row.element);
        }
        rows.get(one.name).draw(one);
      }
    } catch (problem) {
      say(result, explain(problem));
    }
  };
  look();
  scope.every(1000, look);
}

function simulationRow(first, look, tell) {
  const tag = h('span', { class: 'tag' });
  const words = h('span', { class: 'num quiet' });
  const bar = h('progress', { max: 1, 'aria-label': `Progress of ${first.name}` });
  const stop = h('button', {
    type: 'button',
    class: 'ghost',
    'aria-label': `Stop ${first.name}`,
    onclick: async () => {
      try {
        await producer('DELETE', `simulations/${encodeURIComponent(first.name)}`);
        look();
      } catch (problem) {
        tell(explain(problem));
      }
    },
  }, 'Stop');
  const element = h('li', {}, h('strong', {}, first.name), tag, words, bar, stop);
  return {
    element,
    draw(one) {
      mark(tag, 'state', { running: 'live', failed: 'cold' }[one.state] ?? '');
      say(tag, one.state);
      say(words, `${number(one.accepted)} changes written, ${number(Math.round(one.achievedRate))} a second${one.reason ? `: ${one.reason}` : ''}`);
      bar.value = one.progress ?? 0;
      say(stop, one.state === 'running' ? 'Stop' : 'Remove');
    },
  };
}
