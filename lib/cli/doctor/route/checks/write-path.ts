import { type Finding, ok, warning } from '../../finding.js';
import { isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';
import { proxiesOf } from '../proxies.js';

const kCheck = 'path';

/** Whether C++ or JavaScript writes the stream, as far as it shows from outside. */
export function checkWritePath(seen: Observation): Finding[] {
  const { stream, debug } = seen;
  if (stream.head === undefined || !isSSECast(stream)) return [];
  if (debug !== undefined) {
    if ('failure' in debug) return [warning(kCheck, `The path is not known: ${debug.failure}`)];
    return [debug.path === 'direct' ? direct('the debug route says so') : onStream(seen)];
  }
  const { connection } = stream.head.headers;
  // A proxy writes this header itself, or none; HTTP/2 has none.
  if (proxiesOf(seen).length > 0 || connection === undefined) {
    const text =
      'From here it does not show which path the server takes; with --debug-route it would';
    return [ok(kCheck, text)];
  }
  return [/close/i.test(connection) ? direct('its head ends the connection') : onStream(seen)];
}

const direct = (evidence: string): Finding =>
  ok(kCheck, `The direct path: C++ writes the stream (${evidence})`);

function onStream({ settings: { url }, stream }: Observation): Finding {
  const text = 'The stream path: JavaScript writes the stream, and each client costs its memory';
  if (stream.head?.httpVersion === '2' || url.protocol === 'https:') {
    return warning(
      kCheck,
      `${text}, because Node itself speaks TLS or HTTP/2`,
      'let a proxy end TLS, and speak plain HTTP/1.1 to Node: docs/proxies.md',
    );
  }
  return warning(
    kCheck,
    text,
    "with the App Router, in instrumentation.ts or .js:  export { register } from 'ssecast/next/instrumentation';\n" +
      'other reasons: docs/delivery.md, "The two paths"',
  );
}
