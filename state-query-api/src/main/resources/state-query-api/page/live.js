import { path, segment } from './api.js';

const EVENTS = ['snapshot-begin', 'snapshot', 'snapshot-end', 'change', 'deleted', 'unreadable', 'absent', 'left', 'waiting', 'reset', 'heartbeat'];

/**
 * A watch that a page may hold for a day: it ends while nobody sees the page, and begins again, from the last position,
 * when somebody does. Events are given to `listener(kind, data)`, and `open`, `lost` and `refused` of the connection.
 */
export class Watch {
  #source = null;
  #retry = null;
  #position = null;
  #ended = false;

  constructor(pathname, parameters, listener) {
    this.pathname = pathname;
    this.parameters = parameters;
    this.listener = listener;
    this.onVisibility = () => (document.hidden ? this.#close() : this.#open());
    document.addEventListener('visibilitychange', this.onVisibility);
    if (!document.hidden) this.#open();
  }

  end() {
    this.#ended = true;
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.#close();
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    if (this.#ended || this.#source) return;
    const source = new EventSource(path(this.pathname, { ...this.parameters, ...(this.#position ? { from: this.#position } : {}) }));
    this.#source = source;
    source.addEventListener('open', () => this.listener('open', {}));
    source.addEventListener('error', () => {
      this.listener('lost', {});
      // An EventSource gives up where it is refused; there may be room later.
      if (source.readyState === EventSource.CLOSED && this.#source === source) {
        this.#source = null;
        this.#retry = setTimeout(() => this.#open(), 3000);
      }
    });
    for (const kind of EVENTS) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId && event.lastEventId !== 'begin') this.#position = event.lastEventId;
        if (kind === 'snapshot-begin' || kind === 'reset') this.#position = null;
        this.listener(kind, JSON.parse(event.data));
      });
    }
  }
}

export const watchEntity = (type, id, listener) =>
  new Watch(/[/\\;]/.test(id) || id === '.' || id === '..' ? `watch/${type}` : `watch/${type}/${segment(id)}`,
    /[/\\;]/.test(id) || id === '.' || id === '..' ? { id } : {}, listener);

export const watchType = (type, parameters, listener) => new Watch(`watch/${type}`, parameters, listener);
