// Reads a watch beside the page's thread, and hands on what happened in batches.

const BATCH = 60;
let source = null;
let batch = null;
let timer = null;
let pick = [];
let colorBy = null;

function flush() {
  timer = null;
  if (batch) postMessage(batch);
  batch = null;
}

function now() {
  batch ??= { ids: [], lats: [], lons: [], kinds: [], ended: [] };
  timer ??= setTimeout(flush, BATCH);
  return batch;
}

const at = (state, pointer) => pointer.slice(1).split('/')
  .reduce((value, step) => value?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], state);

function moved(event) {
  const { id, state } = JSON.parse(event.data);
  const lat = at(state, pick[0]);
  const lon = at(state, pick[1]);
  const to = now();
  if (typeof lat !== 'number' || typeof lon !== 'number') {
    to.ended.push(id);
    return;
  }
  to.ids.push(id);
  to.lats.push(lat);
  to.lons.push(lon);
  to.kinds.push(colorBy === null ? '' : String(at(state, colorBy) ?? ''));
}

function ended(event) {
  now().ended.push(JSON.parse(event.data).id);
}

function say(kind, data = {}) {
  flush();
  postMessage({ kind, ...data });
}

function open(url) {
  source = new EventSource(url);
  source.addEventListener('open', () => say('open'));
  source.addEventListener('error', () => {
    say('lost');
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => source && open(url), 3000);
  });
  source.addEventListener('snapshot-begin', () => say('begin'));
  source.addEventListener('snapshot-end', () => say('begun'));
  source.addEventListener('snapshot', moved);
  source.addEventListener('change', moved);
  source.addEventListener('deleted', ended);
  source.addEventListener('unreadable', ended);
  source.addEventListener('left', ended);
  source.addEventListener('waiting', (event) => say('waiting', JSON.parse(event.data)));
  source.addEventListener('reset', (event) => say('reset', JSON.parse(event.data)));
}

onmessage = ({ data }) => {
  source?.close();
  source = null;
  if (data.url) {
    pick = data.pointers;
    colorBy = data.colorBy;
    open(data.url);
  }
};
