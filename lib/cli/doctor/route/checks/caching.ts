import { type Finding, ok, problem, warning } from '../../finding.js';
import type { Observation } from '../observe.js';

const kCheck = 'caching';
const kRemedy = "in the route:  'Cache-Control': 'no-cache, no-transform'";

/** Whether caches and recoding proxies on the way leave the stream alone. */
export function checkCaching({ stream }: Observation): Finding[] {
  if (stream.head === undefined) return [];
  const { 'cache-control': control = '', age, ...headers } = stream.head.headers;
  const status = headers['x-cache'] ?? headers['cf-cache-status'] ?? '';
  if (Number(age) > 0 || /\bhit\b/i.test(status)) {
    const why = status === '' ? `Age: ${age}` : `X-Cache: ${status}`;
    return [problem(kCheck, `The stream comes out of a cache (${why})`, kRemedy)];
  }
  const directives = control.toLowerCase();
  if (!/no-cache|no-store/.test(directives)) {
    const text = `Expected no-cache in Cache-Control but received ${control || 'none'}: a cache may keep the stream`;
    return [warning(kCheck, text, kRemedy)];
  }
  if (!/no-transform/.test(directives)) {
    const text = `Cache-Control is ${control}, without no-transform: proxies may compress the stream and hold it back`;
    return [warning(kCheck, text, kRemedy)];
  }
  return [ok(kCheck, `Cache-Control: ${control}`)];
}
