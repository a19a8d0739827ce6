import { type Finding, ok, warning } from '../../finding.js';
import { isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';
import { isBehind } from '../proxies.js';

const kCheck = 'nginx';

/** Whether the route tells nginx not to buffer it. nginx removes that header itself. */
export function checkAccel(seen: Observation): Finding[] {
  const { head } = seen.stream;
  if (head === undefined || isBehind(seen, 'nginx')) return [];
  if (head.headers['x-accel-buffering'] === 'no') {
    return [ok(kCheck, 'X-Accel-Buffering: no, so nginx would pass events on at once')];
  }
  // A proxy that is not seen may have removed it.
  if (isSSECast(seen.stream)) return [];
  return [
    warning(
      kCheck,
      'The route does not send X-Accel-Buffering: no, so nginx would hold its events back',
      "in the route:  'X-Accel-Buffering': 'no'",
    ),
  ];
}
