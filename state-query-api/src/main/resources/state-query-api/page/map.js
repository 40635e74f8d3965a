import { get, path } from './api.js';
import { h, icon, mark, say, Scope } from './dom.js';
import { Fleet } from './fleet.js';
import { distance, Projection } from './projection.js';
import { store } from './store.js';
import { advice, number, plural, reason } from './words.js';

const COLORS = ['--map-1', '--map-2', '--map-3', '--map-4', '--map-5', '--map-6'];
const NEAR_LIMIT = 50;

/** The types that have places. */
export const geoTypes = () => store.types.filter((type) => type.geo);

/** Entities where they are, moving as their changes arrive. */
export function map(main, scope, { rest }) {
  let view = null;
  const start = () => {
    if (view || !store.types.length) return;
    const type = store.find(rest[0]) ?? geoTypes()[0];
    if (!type?.geo) {
      main.replaceChildren(h('p', { class: 'empty' }, 'No type declares a place: an index of kind geo in types.yml puts its entities on a map.'));
      return;
    }
    view = new MapView(main, type);
    scope.onEnd(() => view.end());
  };
  store.follow(scope, start);
}

class MapView {
  #scope = new Scope();
  #fleet = new Fleet();
  #projection = new Projection();
  #worker = null;
  #frame = null;
  #fitted = false;
  #trailDrawn = 0;
  #trails = document.createElement('canvas');
  #sprites = [];
  #drawing = false;
  #circle = null;
  #selected = null;
  #hovered = null;
  #moves = [];
  frames = 0;

  constructor(main, type) {
    this.type = type;
    this.colorBy = type.indexes.find((index) => index.kind === 'string') ?? null;
    this.canvas = h('canvas', { class: 'map-canvas', tabIndex: 0, role: 'application', 'aria-label': `Map of ${type.name}. Arrow keys move it, plus and minus zoom, N lists what is near its centre.` });
    this.status = h('p', { class: 'map-status', role: 'status' });
    this.count = h('dd', { class: 'num' }, '–');
    this.rate = h('dd', { class: 'num' }, '–');
    this.legend = h('ul', { class: 'map-legend' });
    this.near = h('div', { class: 'map-near' });
    this.draws = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.#setDrawing(!this.#drawing) }, icon('M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z', 'M12 12h9'), 'Draw a circle');
    const tools = h('div', { class: 'map-tools' },
      h('button', { type: 'button', class: 'icon', title: 'Zoom in', 'aria-label': 'Zoom in', onclick: () => this.#zoom(1.6) }, '+'),
      h('button', { type: 'button', class: 'icon', title: 'Zoom out', 'aria-label': 'Zoom out', onclick: () => this.#zoom(1 / 1.6) }, '−'),
      h('button', { type: 'button', class: 'icon', title: 'Show all', 'aria-label': 'Show all', onclick: () => this.#fit() }, icon('M4 9V4h5', 'M20 9V4h-5', 'M4 15v5h5', 'M20 15v5h-5')));
    const kinds = geoTypes();
    const types = kinds.length < 2 ? null : h('div', { class: 'segments' }, kinds.map((one) => h('a', { href: `#/map/${one.name}`, 'aria-current': one === type ? 'page' : null }, one.name)));
    main.append(h('h1', { class: 'hidden-text' }, `Map of ${type.name}`), h('div', { class: 'map panel' },
      h('div', { class: 'map-stage' }, this.canvas, tools, this.status),
      h('aside', { class: 'map-side', 'aria-label': 'What is on the map' },
        types,
        h('dl', { class: 'figures' },
          h('div', { class: 'figure' }, h('dt', {}, 'on the map'), this.count),
          h('div', { class: 'figure' }, h('dt', {}, 'moves a second'), this.rate)),
        this.colorBy ? h('h2', { class: 'side-head' }, this.colorBy.name) : null,
        this.legend,
        h('div', { class: 'map-actions' }, this.draws, h('button', { type: 'button', onclick: () => this.#nearCentre() }, 'Near the centre')),
        this.near)));
    this.#listen();
    this.#resize();
    this.#begin();
  }

  end() {
    this.#worker?.terminate();
    cancelAnimationFrame(this.#frame);
    this.#scope.end();
  }

  #listen() {
    const { canvas } = this;
    const watch = new ResizeObserver(() => this.#resize());
    watch.observe(canvas);
    this.#scope.onEnd(() => watch.disconnect());
    this.#scope.listen(document, 'visibilitychange', () => (document.hidden ? this.#pause() : this.#begin()));
    this.#scope.listen(window, 'themechange', () => this.#paint());
    this.#scope.listen(matchMedia('(prefers-color-scheme: dark)'), 'change', () => this.#paint());
    this.#scope.every(1000, () => this.#count());
    this.#pointer();
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.#projection.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
      this.#changed();
    }, { passive: false });
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  #key(event) {
    const step = 60;
    const act = {
      ArrowLeft: () => this.#projection.pan(step, 0),
      ArrowRight: () => this.#projection.pan(-step, 0),
      ArrowUp: () => this.#projection.pan(0, step),
      ArrowDown: () => this.#projection.pan(0, -step),
      '+': () => this.#projection.zoom(1.4),
      '-': () => this.#projection.zoom(1 / 1.4),
      n: () => this.#nearCentre(),
      Escape: () => this.#setDrawing(false),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    this.#changed();
  }

  #pointer() {
    const { canvas } = this;
    const down = new Map();
    let start = null;
    let far = 0;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, [event.offsetX, event.offsetY]);
      start = [event.offsetX, event.offsetY];
      far = 0;
      if (this.#drawing) this.#circle = { lat: this.#projection.latAt(event.offsetY), lon: this.#projection.lonAt(event.offsetX), radius: 0 };
    });
    canvas.addEventListener('pointermove', (event) => {
      const before = down.get(event.pointerId);
      if (!before) {
        this.#hover(event.offsetX, event.offsetY);
        return;
      }
      const [x, y] = [event.offsetX, event.offsetY];
      far += Math.hypot(x - before[0], y - before[1]);
      if (this.#drawing && this.#circle) {
        const { lat, lon } = this.#circle;
        this.#circle.radius = distance(lat, lon, this.#projection.latAt(y), this.#projection.lonAt(x));
      } else if (down.size === 2) {
        const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const apart = Math.hypot(before[0] - other[0], before[1] - other[1]);
        this.#projection.zoom(Math.hypot(x - other[0], y - other[1]) / Math.max(1, apart), (x + other[0]) / 2, (y + other[1]) / 2);
      } else {
        this.#projection.pan(x - before[0], y - before[1]);
      }
      down.set(event.pointerId, [x, y]);
      this.#changed();
    });
    const up = (event) => {
      down.delete(event.pointerId);
      if (this.#drawing && this.#circle) {
        if (this.#circle.radius > 1) this.#listNear();
        this.#setDrawing(false);
      } else if (start && far < 5 && event.type === 'pointerup') {
        this.#pick(event.offsetX, event.offsetY);
      }
      start = null;
    };
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    canvas.addEventListener('pointerleave', () => this.#hover(-1000, -1000));
  }

  #setDrawing(on) {
    this.#drawing = on;
    this.draws.setAttribute('aria-pressed', String(on));
    this.canvas.classList.toggle('drawing', on);
    if (on) this.#circle = null;
    this.#wake();
  }

  #begin() {
    this.#worker?.terminate();
    this.#worker = new Worker('page/map-worker.js');
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.postMessage({
      url: new URL(path(`watch/${this.type.name}`, { snapshot: true }), location.href).href,
      pointers: this.type.geo.pointers,
      colorBy: this.colorBy?.pointers[0] ?? null,
    });
    this.#wake();
  }

  #pause() {
    this.#worker?.terminate();
    this.#worker = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  #hear(message) {
    const fleet = this.#fleet;
    if (message.ids) {
      const time = performance.now();
      const before = fleet.moves;
      message.ids.forEach((id, index) => fleet.put(id, message.lats[index], message.lons[index], message.kinds[index], time));
      for (const id of message.ended) fleet.remove(id);
      this.#moves.push([time, fleet.moves - before]);
      if (!this.#fitted && fleet.size) this.#fit();
      this.#wake();
    } else if (message.kind === 'begin') {
      fleet.begin();
    } else if (message.kind === 'begun') {
      fleet.begun();
      this.#fitted = fleet.size > 0;
      if (this.#fitted && !this.everFitted) this.#fit();
      this.everFitted = this.#fitted;
      say(this.status, '');
      this.#count();
    } else if (message.kind === 'waiting') {
      say(this.status, `Waiting: ${reason(message.reason) || message.detail}. It goes on by itself.`);
    } else if (message.kind === 'reset') {
      say(this.status, `Begins anew: ${reason(message.reason)}.`);
    } else if (message.kind === 'lost') {
      say(this.status, 'The connection is lost; trying again. The places are those of before.');
    } else if (message.kind === 'open') {
      say(this.status, '');
    }
  }

  #fit() {
    const bounds = this.#fleet.bounds();
    if (!bounds) return;
    this.#projection.fit(bounds);
    this.#fitted = true;
    this.#changed();
  }

  #zoom(factor) {
    this.#projection.zoom(factor);
    this.#changed();
  }

  #resize() {
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !height) return;
    for (const each of [canvas, this.#trails]) {
      each.width = Math.round(width * ratio);
      each.height = Math.round(height * ratio);
    }
    this.ratio = ratio;
    const [lon, y] = [this.#projection.lon, this.#projection.y];
    Object.assign(this.#projection, { width, height, lon, y });
    this.#paint();
  }

  /** The colours of the theme, as small pictures of a place. */
  #paint() {
    const css = getComputedStyle(this.canvas);
    this.color = (name) => css.getPropertyValue(name).trim();
    this.font = css.fontFamily;
    this.#sprites = COLORS.map((name) => {
      const sprite = document.createElement('canvas');
      const size = Math.round(10 * this.ratio);
      sprite.width = size;
      sprite.height = size;
      const ink = sprite.getContext('2d');
      ink.scale(this.ratio, this.ratio);
      ink.beginPath();
      ink.arc(5, 5, 3.6, 0, 7);
      ink.fillStyle = this.color(name);
      ink.fill();
      ink.lineWidth = 1;
      ink.strokeStyle = this.color('--map-rim');
      ink.stroke();
      return sprite;
    });
    this.#changed();
    this.#count();
  }

  #changed() {
    const ink = this.#trails.getContext('2d');
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.clearRect(0, 0, this.#trails.width, this.#trails.height);
    this.#trailDrawn = this.#fleet.trailStart;
    this.#wake();
  }

  #wake() {
    if (this.#frame === null && !document.hidden) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = null;
    this.frames += 1;
    window.mapFrames = this.frames;
    const { canvas } = this;
    if (!this.color || !canvas.width) return;
    const ink = canvas.getContext('2d');
    const time = performance.now();
    this.#drawTrails();
    ink.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ink.fillStyle = this.color('--map-ground');
    ink.fillRect(0, 0, this.#projection.width, this.#projection.height);
    this.#graticule(ink);
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.drawImage(this.#trails, 0, 0);
    this.#places(ink, time);
    ink.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.#drawCircle(ink);
    this.#label(ink, this.#selected, time, true);
    if (this.#hovered !== this.#selected) this.#label(ink, this.#hovered, time, false);
    this.#scaleBar(ink);
    if (time < this.#fleet.movingUntil || this.#drawing) this.#wake();
  }

  /** The ways of all, drawn once each: streets appear where many went. */
  #drawTrails() {
    const fleet = this.#fleet;
    const projection = this.#projection;
    if (this.#trailDrawn >= fleet.trailEnd) return;
    const ink = this.#trails.getContext('2d');
    ink.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ink.strokeStyle = this.color('--map-trail');
    ink.lineWidth = 1.1;
    ink.beginPath();
    const size = fleet.trail.length / 4;
    for (let i = Math.max(this.#trailDrawn, fleet.trailStart); i < fleet.trailEnd; i += 1) {
      const at = (i % size) * 4;
      ink.moveTo(projection.x(fleet.trail[at + 1]), projection.py(fleet.trail[at]));
      ink.lineTo(projection.x(fleet.trail[at + 3]), projection.py(fleet.trail[at + 2]));
    }
    ink.stroke();
    this.#trailDrawn = fleet.trailEnd;
  }

  #places(ink, time) {
    const fleet = this.#fleet;
    const projection = this.#projection;
    const { ratio } = this;
    const [width, height] = [projection.width, projection.height];
    const half = 5;
    for (let slot = 0; slot < fleet.ids.length; slot += 1) {
      if (fleet.ids[slot] === null) continue;
      const span = fleet.until[slot] - fleet.since[slot];
      const part = span <= 0 ? 1 : Math.min(1, (time - fleet.since[slot]) / span);
      const x = projection.x(fleet.fromLon[slot] + (fleet.toLon[slot] - fleet.fromLon[slot]) * part);
      const y = projection.py(fleet.fromLat[slot] + (fleet.toLat[slot] - fleet.fromLat[slot]) * part);
      if (x < -half || y < -half || x > width + half || y > height + half) continue;
      ink.drawImage(this.#sprites[fleet.kind[slot] % COLORS.length], Math.round((x - half) * ratio), Math.round((y - half) * ratio));
    }
  }

  #graticule(ink) {
    const projection = this.#projection;
    const wanted = 110 / projection.scale;
    const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].find((each) => each >= wanted) ?? 45;
    const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    ink.strokeStyle = this.color('--map-grid');
    ink.fillStyle = this.color('--ink-3');
    ink.lineWidth = 1;
    ink.font = `10.5px ${this.font}`;
    ink.textBaseline = 'alphabetic';
    ink.beginPath();
    const lines = [];
    for (let lon = Math.ceil(projection.lonAt(0) / step) * step; projection.x(lon) < projection.width; lon += step) {
      const x = Math.round(projection.x(lon)) + 0.5;
      ink.moveTo(x, 0);
      ink.lineTo(x, projection.height);
      lines.push([`${Math.abs(lon).toFixed(digits)}° ${lon < 0 ? 'W' : 'E'}`, x + 5, projection.height - 8]);
    }
    for (let lat = Math.ceil(projection.latAt(projection.height) / step) * step; projection.py(lat) > 0 && lat < 85; lat += step) {
      const y = Math.round(projection.py(lat)) + 0.5;
      ink.moveTo(0, y);
      ink.lineTo(projection.width, y);
      lines.push([`${Math.abs(lat).toFixed(digits)}° ${lat < 0 ? 'S' : 'N'}`, 8, y - 5]);
    }
    ink.stroke();
    for (const [text, x, y] of lines) ink.fillText(text, x, y);
  }

  #scaleBar(ink) {
    const projection = this.#projection;
    const meters = projection.metersPerPixel() * 120;
    const power = 10 ** Math.floor(Math.log10(meters));
    const length = [5, 2, 1].map((each) => each * power).find((each) => each <= meters) ?? power;
    const wide = length / projection.metersPerPixel();
    const x = projection.width - wide - 16;
    const y = projection.height - 14;
    ink.fillStyle = this.color('--map-ground');
    ink.fillRect(x - 10, y - 22, wide + 26, 36);
    ink.strokeStyle = this.color('--ink-2');
    ink.lineWidth = 1.5;
    ink.beginPath();
    ink.moveTo(x, y - 4);
    ink.lineTo(x, y);
    ink.lineTo(x + wide, y);
    ink.lineTo(x + wide, y - 4);
    ink.stroke();
    ink.fillStyle = this.color('--ink-2');
    ink.textAlign = 'center';
    ink.fillText(meters1(length), x + wide / 2, y - 7);
    ink.textAlign = 'left';
  }

  #drawCircle(ink) {
    if (!this.#circle) return;
    const projection = this.#projection;
    const { lat, lon, radius } = this.#circle;
    const [x, y, r] = [projection.x(lon), projection.py(lat), radius / projection.metersPerPixel(lat)];
    ink.beginPath();
    ink.arc(x, y, r, 0, 7);
    ink.fillStyle = this.color('--map-circle');
    ink.fill();
    ink.strokeStyle = this.color('--accent');
    ink.lineWidth = 1.5;
    ink.stroke();
    ink.fillStyle = this.color('--ink');
    ink.font = `500 12px ${this.font}`;
    ink.textAlign = 'center';
    if (r > 24) ink.fillText(meters1(radius), x, y - r - 7);
    ink.textAlign = 'left';
  }

  #label(ink, id, time, strong) {
    const slot = id === null ? undefined : this.#fleet.slot(id);
    if (slot === undefined) return;
    const [lat, lon] = this.#fleet.at(slot, time);
    const [x, y] = [this.#projection.x(lon), this.#projection.py(lat)];
    ink.beginPath();
    ink.arc(x, y, 8, 0, 7);
    ink.strokeStyle = this.color('--ink');
    ink.lineWidth = strong ? 2 : 1.2;
    ink.stroke();
    ink.font = `500 12px ${this.font}`;
    const wide = ink.measureText(id).width + 14;
    ink.fillStyle = this.color('--ink');
    ink.beginPath();
    ink.roundRect(x + 13, y - 12, wide, 24, 6);
    ink.fill();
    ink.fillStyle = this.color('--paper');
    ink.textBaseline = 'middle';
    ink.fillText(id, x + 20, y + 0.5);
    ink.textBaseline = 'alphabetic';
  }

  #at(x, y) {
    const time = performance.now();
    let best = null;
    let nearest = 12;
    const fleet = this.#fleet;
    for (let slot = 0; slot < fleet.ids.length; slot += 1) {
      if (fleet.ids[slot] === null) continue;
      const [lat, lon] = fleet.at(slot, time);
      const far = Math.hypot(this.#projection.x(lon) - x, this.#projection.py(lat) - y);
      if (far < nearest) [nearest, best] = [far, fleet.ids[slot]];
    }
    return best;
  }

  #hover(x, y) {
    const id = this.#at(x, y);
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.canvas.style.cursor = this.#drawing ? 'crosshair' : id ? 'pointer' : '';
    this.#wake();
  }

  #pick(x, y) {
    const id = this.#at(x, y);
    if (id) location.hash = `#/entities/${this.type.name}/${encodeURIComponent(id)}`;
  }

  #nearCentre() {
    const projection = this.#projection;
    this.#circle = { lat: projection.lat, lon: projection.lon, radius: Math.min(projection.width, projection.height) * 0.25 * projection.metersPerPixel() };
    this.#wake();
    this.#listNear();
  }

  async #listNear() {
    const { lat, lon, radius } = this.#circle;
    try {
      const { body } = await get(`entities/${this.type.name}`, { near: `${lat.toFixed(6)},${lon.toFixed(6)}`, radius: Math.max(1, Math.round(radius)), limit: NEAR_LIMIT });
      const items = body.items;
      this.near.replaceChildren(
        h('h2', { class: 'side-head' }, items.length ? `${body.next ? `The ${items.length} nearest` : plural(items.length, this.type.name, this.type.name)} within ${meters1(radius)}` : `Nothing within ${meters1(radius)}`),
        h('ol', { class: 'near-list' }, items.map((item) => h('li', {}, h('a', {
          href: `#/entities/${this.type.name}/${encodeURIComponent(item.id)}`,
          onpointerenter: () => this.#show(item.id),
          onfocus: () => this.#show(item.id),
        }, h('span', {}, item.id), h('span', { class: 'num faint' }, meters1(item.distance)))))));
    } catch (problem) {
      this.near.replaceChildren(h('div', { class: 'problem' }, h('h3', {}, problem.title), h('p', {}, problem.message), h('p', {}, advice(problem.type))));
    }
  }

  #show(id) {
    this.#selected = id;
    this.#wake();
  }

  #count() {
    const time = performance.now();
    while (this.#moves.length && time - this.#moves[0][0] > 4000) this.#moves.shift();
    const moves = this.#moves.reduce((sum, [, count]) => sum + count, 0) / 4;
    say(this.count, number(this.#fleet.size));
    say(this.rate, moves > 0 && moves < 10 ? moves.toFixed(1) : number(Math.round(moves)));
    const fleet = this.#fleet;
    while (this.legend.children.length < fleet.kinds.length) {
      this.legend.append(h('li', {}, h('span', { class: 'map-dot' }), h('span', {}), h('span', { class: 'num' })));
    }
    fleet.kinds.forEach((kind, index) => {
      const entry = this.legend.children[index];
      entry.children[0].style.setProperty('background', `var(${COLORS[index % COLORS.length]})`);
      say(entry.children[1], kind || 'without');
      say(entry.children[2], number(fleet.counts[index]));
      entry.hidden = fleet.counts[index] === 0 || !this.colorBy;
    });
    mark(this.canvas, 'places', String(fleet.size));
    mark(this.canvas, 'moves', String(Math.round(moves)));
  }
}

function meters1(meters) {
  return meters >= 10_000 ? `${Math.round(meters / 1000)} km` : meters >= 1000 ? `${(meters / 1000).toFixed(1)} km` : `${Math.round(meters)} m`;
}
