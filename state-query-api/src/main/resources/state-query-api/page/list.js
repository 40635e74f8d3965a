import { age, get } from './api.js';
import { current, h, icon, say } from './dom.js';
import { advice, ago, number, plural, reason, short } from './words.js';

const PAGE = 50;
const REFRESH = 3000;
const OPERATORS = { string: [':', '^='], number: [':', '<', '<=', '>', '>='], instant: ['<', '<=', '>', '>='], boolean: [':'] };
const IN_WORDS = { ':': 'is', '^=': 'begins with', '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' };

/** A list of entities by id, filters and order, which keeps itself current while its first page is shown. */
export class EntityList {
  #conditions = [];
  #prefix = '';
  #order = '';
  #next = null;
  #rows = new Map();
  #selected = '';
  #asked = 0;
  #mode = 'readable';
  #pages = 1;

  constructor(box, scope, type, parameters) {
    this.type = type;
    this.#prefix = parameters.get('prefix') ?? '';
    this.#conditions = parameters.getAll('where');
    this.#mode = parameters.get('show') === 'unreadable' ? 'unreadable' : 'readable';
    this.search = h('input', { type: 'search', placeholder: 'Id, or how it begins', 'aria-label': 'Find by id or its beginning', value: this.#prefix, autocomplete: 'off', spellcheck: false });
    this.chips = h('ul', { class: 'chips', 'aria-label': 'Filters' });
    this.add = this.#filterForm();
    this.summary = h('p', { class: 'faint list-summary', role: 'status' });
    this.rows = h('ol', { class: 'rows' });
    this.more = h('button', { type: 'button', class: 'ghost', hidden: true, onclick: () => this.#loadMore() }, 'Show more');
    this.unreadable = h('button', { type: 'button', class: 'ghost unreadable-link', hidden: true, onclick: () => this.#toggleUnreadable() });
    box.append(h('form', { class: 'list-search', role: 'search', onsubmit: (event) => this.#submit(event) }, icon('M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z', 'm20 20-4-4'), this.search),
      this.add, this.chips, this.summary, this.rows, h('div', { class: 'list-end' }, this.more, this.unreadable));
    let typing = null;
    this.search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.#changed(), 180);
    });
    scope.every(REFRESH, () => {
      if (!document.hidden && this.#pages === 1) this.#load();
    });
    scope.every(1000, () => this.#age());
    this.#drawChips();
    this.#load();
  }

  select(id) {
    this.#selected = id;
    for (const [each, row] of this.#rows) current(row.link, each === id);
  }

  #filterForm() {
    const fields = this.type.indexes.filter((index) => index.kind !== 'geo');
    if (!fields.length) return null;
    const field = h('select', { 'aria-label': 'Field' }, fields.map((one) => h('option', { value: one.name }, one.name)));
    const operator = h('select', { 'aria-label': 'Comparison' });
    const values = h('datalist', { id: 'filter-values' });
    const value = h('input', { type: 'text', placeholder: 'value', 'aria-label': 'Value', required: true, autocomplete: 'off' });
    value.setAttribute('list', 'filter-values');
    const choose = async () => {
      const kind = fields.find((one) => one.name === field.value).kind;
      operator.replaceChildren(...OPERATORS[kind].map((one) => h('option', { value: one }, IN_WORDS[one])));
      values.replaceChildren();
      if (kind === 'string' || kind === 'boolean') {
        try {
          const { body } = await get(`types/${this.type.name}/counts`, { by: field.value });
          values.replaceChildren(...body.counts.slice(0, 100).map((one) => h('option', { value: String(one.value) }, `${one.value} (${number(one.count)})`)));
        } catch {
          // There are too many values, or none can be told now: the field takes any.
        }
      }
    };
    field.addEventListener('change', choose);
    const order = h('select', { 'aria-label': 'Order' }, h('option', { value: '' }, 'by id'),
      fields.filter((one) => one.kind === 'number').map((one) => h('option', { value: one.name }, `by ${one.name}`)));
    order.addEventListener('change', () => {
      this.#order = order.value;
      this.#changed();
    });
    const form = h('form', {
      class: 'filter-form',
      onsubmit: (event) => {
        event.preventDefault();
        this.#conditions.push(`${field.value}${operator.value}${value.value}`);
        value.value = '';
        details.open = false;
        this.#changed();
      },
    }, field, operator, value, values, h('button', { type: 'submit', class: 'primary' }, 'Add'));
    const details = h('details', { class: 'filter' }, h('summary', {}, icon('M4 6h16', 'M7 12h10', 'M10 18h4'), 'Filter'), form);
    details.addEventListener('toggle', () => details.open && choose(), { once: true });
    return h('div', { class: 'filter-row' }, details, order.children.length > 1 ? order : null);
  }

  #drawChips() {
    this.chips.replaceChildren(...this.#conditions.map((condition) => h('li', {}, h('button', {
      type: 'button',
      class: 'chip',
      'aria-label': `Remove the filter ${words(condition)}`,
      onclick: () => {
        this.#conditions = this.#conditions.filter((one) => one !== condition);
        this.#changed();
      },
    }, words(condition), h('span', { 'aria-hidden': 'true' }, '×')))));
  }

  #submit(event) {
    event.preventDefault();
    const first = this.rows.querySelector('a');
    if (this.search.value && first) location.hash = first.getAttribute('href');
    else if (this.search.value) location.hash = this.#address(this.search.value);
  }

  #address = (id) => `#/entities/${this.type.name}/${encodeURIComponent(id)}`;

  #changed() {
    this.#prefix = this.search.value.trim();
    this.#mode = 'readable';
    this.#pages = 1;
    this.#drawChips();
    this.#load();
  }

  #toggleUnreadable() {
    this.#mode = this.#mode === 'readable' ? 'unreadable' : 'readable';
    this.#pages = 1;
    this.#load();
  }

  #where() {
    // An order is that of the one declared field that a condition is on.
    return this.#order && !this.#conditions.length ? [`${this.#order}>=-1e99`] : this.#conditions;
  }

  async #load(cursor) {
    const asked = ++this.#asked;
    try {
      const { body, headers } = this.#mode === 'unreadable'
        ? await get(`types/${this.type.name}/unreadable`, { limit: PAGE, cursor })
        : await get(`entities/${this.type.name}`, { prefix: this.#prefix, where: this.#where(), limit: PAGE, cursor });
      if (asked !== this.#asked) return;
      this.#next = body.next ?? null;
      this.#draw(body, Boolean(cursor));
      this.#say(body, headers.get('Lastword-Caught-Up-At'));
    } catch (problem) {
      if (asked !== this.#asked || problem.name === 'AbortError') return;
      say(this.summary, `${problem.title}: ${reason(problem.reason) || problem.message} ${advice(problem.type)}`);
      this.summary.classList.add('bad');
    }
  }

  #loadMore() {
    this.#pages += 1;
    this.#load(this.#next);
  }

  #say(body, caughtUpAt) {
    this.summary.classList.remove('bad');
    const shown = this.#rows.size;
    const unreadable = this.#mode === 'unreadable';
    const order = this.#order && !this.#conditions.length ? `, by ${this.#order}; those without it are left out` : '';
    const what = unreadable ? 'unreadable' : this.type.name;
    const whole = this.#prefix || this.#conditions.length || this.#order || unreadable ? '' : ` of ${number(this.type.live)}`;
    say(this.summary, shown === 0 ? 'Nothing matches' : `${this.#next ? `The first ${number(shown)}${whole}` : plural(shown, what, what)}${order}`);
    if (caughtUpAt) this.summary.title = `Everything that the log held at ${caughtUpAt} is in this list`;
    this.more.hidden = !this.#next;
    const count = unreadable ? null : body.unreadable;
    this.unreadable.hidden = !unreadable && !count;
    say(this.unreadable, unreadable ? 'Back to the readable ones' : plural(count, 'unreadable entity', 'unreadable entities'));
  }

  /** Rows are kept where the entity is, so that a reader's place, focus and pointer stay. */
  #draw(body, further) {
    const wanted = body.items.map((item) => item.id);
    if (!further) {
      for (const [id, row] of this.#rows) {
        if (!wanted.includes(id) || row.mode !== this.#mode) {
          row.element.remove();
          this.#rows.delete(id);
        }
      }
    }
    let previous = further ? this.rows.lastElementChild : null;
    for (const item of body.items) {
      const row = this.#rows.get(item.id) ?? this.#row(item);
      const place = previous ? previous.nextElementSibling : this.rows.firstElementChild;
      if (row.element !== place) this.rows.insertBefore(row.element, place);
      row.item = item;
      say(row.text, this.#mode === 'unreadable' ? `partition ${item.partition}, offset ${number(item.revision)}: ${item.reason}` : summary(item.state, this.type));
      previous = row.element;
    }
    this.#age();
    this.select(this.#selected);
  }

  #row(item) {
    const text = h('span', { class: 'row-text' });
    const old = h('span', { class: 'row-age num' });
    const link = h('a', { href: this.#address(item.id) }, h('span', { class: 'row-id' }, item.id), old, text);
    const row = { element: h('li', {}, link), link, text, old, item, mode: this.#mode };
    this.#rows.set(item.id, row);
    return row;
  }

  #age() {
    for (const { old, item } of this.#rows.values()) {
      const time = item.updatedAt ?? item.loggedAt;
      say(old, ago(Math.round(age(time) / 1000) * 1000).replace('.0', ''));
    }
  }
}

function words(condition) {
  const [, field, operator, value] = condition.match(/^([A-Za-z][\w-]*)(\^=|<=|>=|:|<|>)(.*)$/s) ?? [null, condition, '', ''];
  return `${field} ${IN_WORDS[operator] ?? operator} ${value}`;
}

/** The declared fields first, since they are what people look for. */
function summary(state, type) {
  const declared = type.indexes.filter((index) => index.kind !== 'geo').map((index) => index.pointers[0].slice(1)).filter((key) => key in state);
  const others = Object.keys(state).filter((key) => !declared.includes(key));
  return declared.concat(others).slice(0, 4)
    .map((key) => (typeof state[key] === 'object' ? null : `${key} ${typeof state[key] === 'number' ? short(state[key]) : state[key]}`))
    .filter(Boolean).join('  ·  ');
}
