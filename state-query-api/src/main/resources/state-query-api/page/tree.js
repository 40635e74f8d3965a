import { h } from './dom.js';

/** What a change changed: JSON Pointers of values that are new, other, or gone, with what they were. */
export function differences(before, after) {
  const found = new Map();
  compare(before, after, '', found);
  return found;
}

const isBranch = (value) => value !== null && typeof value === 'object';

function compare(before, after, pointer, found) {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (!(key in before)) found.set(at, { kind: 'added' });
      else if (!(key in after)) found.set(at, { kind: 'removed', was: before[key] });
      else compare(before[key], after[key], at, found);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    found.set(pointer, { kind: 'changed', was: before });
  }
}

const plain = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A state as a tree of names and values; what changed last is marked, and says what it was. */
export function tree(state, changed = new Map()) {
  return h('ul', { class: 'tree' }, branches(state, changed, ''));
}

function branches(value, changed, pointer) {
  const keys = Object.keys(value);
  const gone = [...changed].filter(([at, { kind }]) => kind === 'removed' && parent(at) === pointer);
  return keys.map((key) => branch(key, value[key], changed, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    .concat(gone.map(([at, { was }]) => row(at.split('/').at(-1).replaceAll('~1', '/').replaceAll('~0', '~'), h('s', { class: 'was' }, plain(was)), 'removed', 'removed')));
}

const parent = (pointer) => pointer.slice(0, pointer.lastIndexOf('/'));

function branch(key, value, changed, pointer) {
  const change = changed.get(pointer);
  if (isBranch(value) && Object.keys(value).length) {
    return h('li', { class: change ? 'changed' : '' },
      h('details', { open: true }, h('summary', {}, h('span', { class: 'key' }, key), h('span', { class: 'faint' }, Array.isArray(value) ? `${value.length} items` : '')),
        h('ul', {}, branches(value, changed, pointer))));
  }
  const words = change?.kind === 'changed' ? `was ${plain(change.was)}` : change?.kind === 'added' ? 'new' : '';
  return row(key, leaf(value), words, change?.kind);
}

function row(key, value, words, kind) {
  return h('li', { class: `leaf ${kind ? 'changed' : ''}` }, h('span', { class: 'key' }, key), value, words ? h('span', { class: 'was' }, words) : null);
}

function leaf(value) {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  return h('span', { class: `value ${kind}` }, plain(value));
}
