const SVG = 'http://www.w3.org/2000/svg';

/** An element with properties (on… are listeners, data… and aria-… attributes) and children. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'style') for (const [key, css] of Object.entries(value)) element.style.setProperty(key, css);
    else if (name in element && !name.includes('-') && name !== 'list') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of strokes, hidden from screen readers. */
export function icon(...paths) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** Changes a text only if it is another, so that nothing is laid out anew for nothing. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function mark(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

/** Says of an element that it is the current one of its list, or not. */
export function current(element, is) {
  if (is) element.setAttribute('aria-current', 'true');
  else element.removeAttribute('aria-current');
}

/** A scope whose timers, listeners and streams all end with it. */
export class Scope {
  #ends = [];

  onEnd(end) {
    this.#ends.push(end);
    return this;
  }

  every(millis, what) {
    const timer = setInterval(what, millis);
    return this.onEnd(() => clearInterval(timer));
  }

  listen(target, event, listener, options) {
    target.addEventListener(event, listener, options);
    return this.onEnd(() => target.removeEventListener(event, listener, options));
  }

  end() {
    for (const end of this.#ends.splice(0).reverse()) end();
  }
}
