const NUMBER = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const number = (n) => (n === null || n === undefined ? 'not known' : NUMBER.format(n));
export const short = (n) => (Math.abs(n) < 10_000 ? NUMBER.format(n) : SHORT.format(n));
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

export function bytes(n) {
  if (n === null || n === undefined) return 'not known';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = n;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How long, with the precision that a reader needs. */
export function span(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export function ago(millis) {
  return millis < 1000 ? 'just now' : `${span(millis)} ago`;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export function clock(time) {
  const date = new Date(time);
  const today = new Date();
  return date.toDateString() === today.toDateString() ? TIME.format(date) : `${DAY.format(date)}, ${TIME.format(date)}`;
}

const REASONS = {
  'store-empty': 'nothing is stored of it yet',
  'topic-recreated': 'its topic was deleted and created anew',
  'log-truncated': 'its log lost its end or its beginning',
  'position-out-of-range': 'its position is not in the log any more',
  'tombstones-may-have-expired': 'deletions may have been missed while no consumer ran',
  'definition-changed': 'its indexes or limits were changed',
  requested: 'somebody asked for it',
  'store-damaged': 'Redis lost a part of it',
  'store-full': 'Redis is full, so a rebuild was put off',
  'store-behind': 'Redis was set back to an older state',
  'misplaced-keys': 'some keys are in a partition that they do not belong to',
  'open-transaction': 'a transaction in its log is still open',
  'log-unavailable': 'Kafka does not answer',
};

/** A machine's reason in words; one that is not known here is shown as it is. */
export const reason = (name) => (name ? (REASONS[name] ?? name.replaceAll('-', ' ')) : '');

const ADVICE = {
  'not-ready': 'The consumer is building it from the log. It comes back by itself.',
  'store-unavailable': 'Redis does not answer. Check that it runs; the page goes on by itself.',
  'log-unavailable': 'Kafka does not answer. Look-ups work meanwhile; watches, history and as-of need it.',
  'entity-not-found': 'The snapshots are complete, so it is certain: there is no such entity.',
  'too-many-watchers': 'This instance has as many watchers as it takes. Close another page, or try again soon.',
  'more-than-a-share': 'This browser holds its share already. Close other tabs of this page.',
  'position-behind': 'The snapshots are older than what was shown before. They catch up by themselves.',
  'cross-origin': 'The service does not allow this page: set its lastword.cors.allowed-origins.',
  unreachable: 'Check that the service runs and that this machine reaches it. The page tries again by itself.',
};

export const advice = (type) => ADVICE[(type ?? '').replace('urn:lastword:problem:', '')] ?? '';
