import { h, Scope } from './dom.js';
import { EntityList } from './list.js';
import { EntityView } from './entity.js';
import { store } from './store.js';

/** Entities of a type in a list, and one of them beside it, watched live. */
export function explorer(main, scope, where) {
  let shown = null;
  let list = null;
  let detail = null;
  let detailScope = new Scope();
  let listScope = new Scope();
  const listBox = h('section', { class: 'explorer-list panel', 'aria-label': 'Entities' });
  const detailBox = h('section', { class: 'explorer-detail panel', 'aria-label': 'Entity' });
  const frame = h('div', { class: 'explorer' }, listBox, detailBox);
  const types = h('div', { class: 'segments' });
  main.append(h('div', { class: 'view-head' }, h('h1', {}, 'Entities'), types), frame);

  const follow = (next) => {
    shown = next;
    if (!store.types.length) return;
    const type = store.find(next.rest[0]) ?? store.types[0];
    types.replaceChildren(...store.types.map((one) => h('a', { href: `#/entities/${one.name}`, 'aria-current': one === type ? 'page' : null }, one.name)));
    if (list?.type !== type) {
      listScope.end();
      listScope = new Scope();
      listBox.replaceChildren();
      list = new EntityList(listBox, listScope, type, next.parameters);
    }
    const id = next.rest.slice(1).join('/');
    frame.classList.toggle('has-detail', Boolean(id));
    list.select(id);
    if (detail?.id !== id || detail?.type !== type) {
      detailScope.end();
      detailScope = new Scope();
      detailBox.replaceChildren();
      detail = id
        ? new EntityView(detailBox, detailScope, type, id)
        : null;
      if (!detail) detailBox.append(h('p', { class: 'empty' }, 'Choose an entity to see its state, live, and its history.'));
    }
  };
  scope.onEnd(() => {
    listScope.end();
    detailScope.end();
  });
  store.follow(scope, () => {
    if (!list) follow(shown ?? where);
  });
  follow(where);
  return follow;
}
