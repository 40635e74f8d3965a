/** A request that was refused, or not answered at all (status 0). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `status ${status}`);
    this.status = status;
    this.body = body;
    this.type = (body.type ?? '').replace('urn:lastword:problem:', '');
    this.title = body.title ?? 'It did not work';
    this.reason = body.reason;
  }
}

/** What the page may use: told by the service, once it answers. */
export const page = { producerUrl: null, consumerUrl: null, operate: false, edit: false, known: false };

/** Whether the query API answers. */
export const connection = { lostAt: null, answeredAt: null };

let offset = 0;
let offsetError = Infinity;

/** The service's time, in milliseconds. */
export const now = () => Date.now() + offset;

/** How long ago an instant of the service was, in milliseconds. */
export const age = (instant) => Math.max(0, now() - Date.parse(instant));

const LONGEST_WAIT = 10_000;

async function ask(base, path, options = {}) {
  const { signal, ...rest } = options;
  const limits = [AbortSignal.timeout(options.wait ?? LONGEST_WAIT), signal].filter(Boolean);
  const home = base === '';
  let answer;
  try {
    answer = await fetch(base + path, { ...rest, signal: AbortSignal.any(limits), cache: 'no-cache' });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    if (home) connection.lostAt ??= Date.now();
    throw new Problem(0, {
      type: 'unreachable',
      title: home ? 'The query API does not answer' : `${base} does not answer`,
      detail: home ? 'The connection to it is lost.' : 'It is down, not reachable from here, or does not allow this page.',
    });
  }
  if (home) {
    connection.lostAt = null;
    connection.answeredAt = Date.now();
  }
  const isJson = (answer.headers.get('Content-Type') ?? '').includes('json');
  if (!answer.ok) throw new Problem(answer.status, isJson ? await answer.json() : { title: answer.statusText });
  return { status: answer.status, headers: answer.headers, body: isJson ? await answer.json() : null };
}

export const segment = encodeURIComponent;

/** A path of the query API, with parameters; those that are not set are left out. */
export function path(pathname, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, one);
    }
  }
  const text = query.toString();
  return `v1/${pathname}${text ? `?${text}` : ''}`;
}

export const get = (pathname, parameters, options) => ask('', path(pathname, parameters), options);

const json = (method, body) => ({
  method,
  headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
  body: body === undefined ? undefined : JSON.stringify(body),
});

export const producer = (method, pathname, parameters, body) =>
  ask(`${page.producerUrl}/`, path(pathname, parameters), json(method, body));

export const consumer = (method, pathname, parameters, options) =>
  ask(`${page.consumerUrl}/`, path(pathname, parameters), { ...json(method), ...options });

/** Asks what the page may use, and how the service's clock differs from the browser's. */
export async function refreshPage() {
  const sent = Date.now();
  const { body } = await get('page');
  const received = Date.now();
  const error = (received - sent) / 2;
  // A later look is believed when it is about as good: clocks drift.
  if (error <= offsetError * 1.5 + 5) {
    offset = Date.parse(body.now) - (sent + received) / 2;
    offsetError = error;
  }
  Object.assign(page, body, { known: true });
}
