import { h, say } from './dom.js';
import { clock, short, span } from './words.js';

const LEFT = 0;
const RIGHT = 56;
const TOP = 10;
const BOTTOM = 24;
const GAP = 15_000;
const WINDOWS = [60_000, 150_000, 300_000];

/** The next number of one digit and noughts that is not smaller. */
function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

/**
 * Numbers over time, on a canvas, with a legend that says the numbers of now, or of the time that is pointed at.
 * An area is drawn from the top of the one before it where it is stacked.
 *
 * @param series a list of {name, color (a CSS variable), value(sample), kind: 'area' | 'line', stacked, format}
 */
export class Chart {
  #pointed = null;
  #samples = [];
  #until = 0;

  constructor(series, { minutes = 10, label }) {
    this.series = series;
    this.longest = minutes * 60_000;
    this.window = this.longest;
    this.label = label;
    this.canvas = h('canvas', { role: 'img', tabIndex: 0 });
    this.legend = h('ul', { class: 'legend' });
    this.entries = series.map((one) => {
      const value = h('span', { class: 'num legend-value' });
      const swatch = h('span', { class: `swatch ${one.kind}`, style: { '--swatch': `var(${one.color})` } });
      const entry = h('li', { title: one.hint }, swatch, h('span', {}, one.name), value);
      this.legend.append(entry);
      return { one, value, entry };
    });
    this.time = h('span', { class: 'legend-time num' });
    this.legend.append(h('li', { class: 'legend-end' }, this.time));
    this.element = h('figure', { class: 'chart' }, this.legend, this.canvas);
    const point = (event) => this.#point(event.offsetX);
    this.canvas.addEventListener('pointermove', point);
    this.canvas.addEventListener('pointerdown', point);
    this.canvas.addEventListener('pointerleave', () => this.#point(null));
    this.canvas.addEventListener('keydown', (event) => this.#key(event));
    this.canvas.addEventListener('blur', () => this.#point(null));
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.canvas);
  }

  end() {
    this.resizing.disconnect();
  }

  update(samples, until) {
    this.#samples = samples;
    this.#until = until;
    // It begins with little time, so that little is not lost in much.
    const seen = samples.length ? until - samples[0].time : 0;
    this.window = WINDOWS.find((each) => each >= seen && each < this.longest) ?? this.longest;
    this.draw();
  }

  #shown() {
    const from = this.#until - this.window;
    return this.#samples.filter((sample) => sample.time >= from);
  }

  #point(x) {
    this.#pointed = x;
    this.draw();
  }

  #key(event) {
    const step = { ArrowLeft: -8, ArrowRight: 8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const width = this.canvas.clientWidth - RIGHT;
    this.#point(Math.min(width, Math.max(LEFT, (this.#pointed ?? width) + step)));
  }

  draw() {
    const { canvas } = this;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const ink = canvas.getContext('2d');
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, width, height);
    const css = getComputedStyle(canvas);
    const color = (name) => css.getPropertyValue(name).trim();
    const samples = this.#shown();
    const plot = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
    const from = this.#until - this.window;
    const x = (time) => plot.left + ((time - from) / this.window) * (plot.right - plot.left);
    const drawn = this.#drawn(samples);
    const axes = {};
    for (const axis of new Set(this.series.map((one) => one.axis ?? 'main'))) {
      let top = 0;
      for (const { one, points } of drawn) {
        if ((one.axis ?? 'main') === axis) for (const point of points) if (point.high > top) top = point.high;
      }
      axes[axis] = nice(top * 1.08);
    }
    ink.font = `11px ${css.fontFamily}`;
    ink.textBaseline = 'middle';
    this.#grid(ink, plot, axes.main, color);
    this.#times(ink, plot, x, from, color);
    for (const { one, points } of drawn) {
      const top = axes[one.axis ?? 'main'];
      const y = (value) => plot.bottom - (value / top) * (plot.bottom - plot.top);
      this.#series(ink, one, points, x, y, color(one.color));
    }
    this.#say(samples, drawn, ink, plot, x, color);
  }

  #drawn(samples) {
    const tops = new Array(samples.length).fill(0);
    return this.series.map((one) => {
      const points = [];
      samples.forEach((sample, index) => {
        const value = one.value(sample);
        if (value === null || value === undefined || Number.isNaN(value)) return;
        const low = one.stacked ? tops[index] : 0;
        const high = low + value;
        if (one.stacked) tops[index] = high;
        points.push({ time: sample.time, low, high, value });
      });
      return { one, points };
    });
  }

  #grid(ink, plot, top, color) {
    const format = this.series[0].format ?? short;
    ink.textAlign = 'left';
    for (const part of [0, 0.5, 1]) {
      const y = Math.round(plot.bottom - part * (plot.bottom - plot.top)) + 0.5;
      ink.strokeStyle = color(part === 0 ? '--line-strong' : '--line');
      ink.beginPath();
      ink.moveTo(plot.left, y);
      ink.lineTo(plot.right, y);
      ink.stroke();
      ink.fillStyle = color('--ink-3');
      ink.fillText(format(top * part), plot.right + 8, y);
    }
  }

  #times(ink, plot, x, from, color) {
    const step = this.window / 5;
    ink.fillStyle = color('--ink-3');
    for (let i = 1; i <= 5; i += 1) {
      const text = i === 5 ? 'now' : `−${span(this.window - i * step).replace('.0', '')}`;
      ink.textAlign = i === 5 ? 'right' : 'center';
      ink.fillText(text, x(from + i * step), plot.bottom + 14);
    }
  }

  #series(ink, one, points, x, y, stroke) {
    if (points.every((point) => point.high === point.low)) return;
    for (const run of runs(points)) {
      if (one.kind === 'area') {
        ink.beginPath();
        run.forEach((point, index) => (index ? ink.lineTo(x(point.time), y(point.high)) : ink.moveTo(x(point.time), y(point.high))));
        for (const point of [...run].reverse()) ink.lineTo(x(point.time), y(point.low));
        ink.closePath();
        ink.globalAlpha = one.opacity ?? 0.28;
        ink.fillStyle = stroke;
        ink.fill();
        ink.globalAlpha = 1;
      }
      ink.beginPath();
      run.forEach((point, index) => (index ? ink.lineTo(x(point.time), y(point.high)) : ink.moveTo(x(point.time), y(point.high))));
      ink.strokeStyle = stroke;
      ink.lineWidth = one.width ?? 1.5;
      ink.lineJoin = 'round';
      ink.stroke();
      if (run.length === 1) {
        ink.fillStyle = stroke;
        ink.fillRect(x(run[0].time) - 1, y(run[0].high) - 1, 2, 2);
      }
    }
    ink.lineWidth = 1;
  }

  #say(samples, drawn, ink, plot, x, color) {
    let at = this.#until;
    if (this.#pointed !== null && samples.length) {
      const wanted = this.#until - this.window + ((this.#pointed - plot.left) / (plot.right - plot.left)) * this.window;
      at = samples.reduce((best, sample) => (Math.abs(sample.time - wanted) < Math.abs(best - wanted) ? sample.time : best), samples[0].time);
      ink.strokeStyle = color('--ink-3');
      ink.beginPath();
      ink.moveTo(Math.round(x(at)) + 0.5, plot.top);
      ink.lineTo(Math.round(x(at)) + 0.5, plot.bottom);
      ink.stroke();
    }
    const texts = this.entries.map(({ one, value, entry }, index) => {
      const points = drawn[index].points;
      // What is not known now is not said to be as it was.
      const time = this.#pointed === null ? samples.at(-1)?.time : at;
      const point = points.findLast((each) => each.time === time);
      const text = point ? (one.format ?? short)(point.value) : '–';
      say(value, text);
      entry.hidden = points.length === 0;
      return `${one.name}: ${text}`;
    });
    say(this.time, this.#pointed === null ? '' : clock(at));
    this.canvas.setAttribute('aria-label', `${this.label}, the last ${span(this.window)}. ${this.#pointed === null ? 'Now' : clock(at)}: ${texts.join(', ')}. Arrow keys move through time.`);
  }
}

/** Where nothing was seen for a while, nothing is drawn. */
function runs(points) {
  const found = [];
  let run = [];
  for (const point of points) {
    if (run.length && point.time - run.at(-1).time > GAP) {
      found.push(run);
      run = [];
    }
    run.push(point);
  }
  if (run.length) found.push(run);
  return found;
}
