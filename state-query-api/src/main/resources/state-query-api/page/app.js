import { connection, now } from './api.js';
import { h, icon, mark, say, Scope } from './dom.js';
import { startLooking, store } from './store.js';
import { advice, ago, clock, span } from './words.js';
import { explorer } from './explorer.js';
import { geoTypes, map } from './map.js';
import { canOperate, operate } from './operate.js';
import { overview } from './overview.js';
import { tail } from './watch.js';

const VIEWS = [
  { name: '', title: 'Overview', show: overview, icon: ['M4 19V5', 'M4 19h16', 'M8 15l4-5 3 3 5-7'] },
  { name: 'map', title: 'Map', show: map, when: () => geoTypes().length > 0, icon: ['M9 4 3 6.5v13L9 17l6 3 6-2.5v-13L15 7z', 'M9 4v13', 'M15 7v13'] },
  { name: 'entities', title: 'Entities', show: explorer, icon: ['M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z', 'm20 20-4-4'] },
  { name: 'watch', title: 'Watch', show: tail, icon: ['M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z', 'M14.6 12a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0z'] },
  { name: 'operate', title: 'Operate', show: operate, when: canOperate, icon: ['M4 7h10', 'M18 7h2', 'M4 17h2', 'M10 17h10', 'M18 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0z', 'M10 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0z'] },
];

const main = document.getElementById('main');
const nav = document.getElementById('nav');
const pulse = document.getElementById('pulse');
const notice = document.getElementById('notice');
let scope = new Scope();
let shown = null;
let pending = false;

/** The view, what follows its name, and the parameters, from an address such as #/entities/device/van-07?tab=history. */
export function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...rest] = path.split('/').map(decodeURIComponent);
  return { name, rest, parameters: new URLSearchParams(query) };
}

function available() {
  return VIEWS.filter((view) => !view.when || view.when());
}

function show() {
  const where = route();
  const view = VIEWS.find((one) => one.name === where.name) ?? VIEWS[0];
  // What the service offers is not known at once: the view is shown when it is.
  if (view.when && !view.when() && store.seenAt === null) {
    pending = true;
    return;
  }
  pending = false;
  if (shown?.view === view && view.follow) {
    shown.follow(where);
  } else {
    scope.end();
    scope = new Scope();
    main.replaceChildren();
    main.className = `view-${view.name || 'overview'}`;
    document.title = view.name ? `${view.title} · Lastword` : 'Lastword';
    const follow = view.show(main, scope, where);
    const moved = shown !== null;
    shown = { view, follow };
    if (moved) {
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }
  drawNav();
}

let drawn = '';
function drawNav() {
  const key = available().map((view) => view.name).join() + shown?.view.name;
  if (key === drawn) return;
  drawn = key;
  nav.replaceChildren(h('ul', {}, available().map((view) => h('li', {}, h('a', {
    href: `#/${view.name}`,
    'aria-current': view === shown?.view ? 'page' : null,
  }, icon(...view.icon), view.title)))));
}

/** One line that is true of everything: how old the oldest answer would be. Ticks by itself. */
function drawPulse() {
  const [, text] = pulse.children;
  if (connection.lostAt !== null) {
    mark(pulse, 'state', 'lost');
    say(text, `no connection for ${span(Date.now() - connection.lostAt)}`);
  } else if (store.seenAt === null) {
    mark(pulse, 'state', 'waiting');
    say(text, store.problem ? 'not answering' : 'connecting');
  } else {
    const states = store.types.map((type) => type.standing);
    const worst = ['cold', 'frozen', 'rebuilding', 'live'].find((state) => states.includes(state)) ?? 'live';
    const oldest = store.types.map((type) => type.oldest).filter(Boolean).sort()[0];
    mark(pulse, 'state', worst);
    say(text, oldest ? `current ${ago(now() - Date.parse(oldest))}` : worst);
  }
}

function drawNotice() {
  const problem = store.problem;
  if (!problem) {
    if (notice.firstChild) notice.replaceChildren();
    return;
  }
  const since = connection.answeredAt ? ` What you see is of ${clock(connection.answeredAt)}.` : '';
  const text = `${problem.title}. ${problem.message} ${advice(problem.type)}${since}`;
  if (!notice.firstChild) notice.append(h('div', { class: 'notice' }, h('span')));
  say(notice.firstChild.firstChild, text);
}

const theme = document.getElementById('theme');
const SUN = ['M12 4V2', 'M12 22v-2', 'M4 12H2', 'M22 12h-2', 'M6.3 6.3 5 5', 'M19 19l-1.3-1.3', 'M6.3 17.7 5 19', 'M19 5l-1.3 1.3', 'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0z'];
const MOON = ['M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z'];
const dark = matchMedia('(prefers-color-scheme: dark)');

function drawTheme() {
  const isDark = (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  theme.replaceChildren(icon(...(isDark ? SUN : MOON)));
  theme.setAttribute('aria-label', isDark ? 'Switch to the light theme' : 'Switch to the dark theme');
  theme.title = theme.getAttribute('aria-label');
  return isDark;
}

theme.addEventListener('click', () => {
  const chosen = drawTheme() ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem('lastword.theme', chosen);
  } catch {
    // It holds until the page is left.
  }
  drawTheme();
  window.dispatchEvent(new Event('themechange'));
});
dark.addEventListener('change', drawTheme);

addEventListener('hashchange', show);
drawTheme();
show();
store.follow(new Scope(), () => {
  if (pending) show();
  drawPulse();
  drawNotice();
  drawNav();
});
setInterval(drawPulse, 200);
startLooking();
