import { type Finding, ok, warning } from '../../finding.js';
import { isEventStream } from '../connected.js';
import type { Observation } from '../observe.js';
import { headsOf, proxiesOf } from '../proxies.js';

const kCheck = 'proxies';
/** They run the server as functions, which end while streams are open. */
const kServerless = ['Vercel', 'Netlify'];

/** Which proxies show themselves between here and the server. */
export function checkProxies(seen: Observation): Finding[] {
  if (seen.stream.head !== undefined && !isEventStream(seen.stream)) return [];
  if (headsOf(seen).length === 0) return [];
  const proxies = proxiesOf(seen);
  const functions = proxies.find(({ name }) => kServerless.includes(name));
  if (functions !== undefined) {
    const text = `${functions.name} (${functions.evidence}) runs functions, which end their streams soon, and events reach no client of another function`;
    return [warning(kCheck, text, 'run the app as a Node.js server:  npx next start')];
  }
  if (proxies.length === 0) {
    return [ok(kCheck, 'None shows itself (haproxy and most load balancers add no header)')];
  }
  return [ok(kCheck, proxies.map(({ name, evidence }) => `${name} (${evidence})`).join(', '))];
}
