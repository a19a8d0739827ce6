import { type Finding, ok, warning } from '../../finding.js';
import type { Observation } from '../observe.js';

const kCheck = 'end';

/** Whether the stream stayed open while it was watched. */
export function checkEnd({ stream, settings }: Observation): Finding[] {
  if (stream.head === undefined) return [];
  if (stream.isFull) {
    return [
      ok(kCheck, 'The route sends so much that it was not read to the end (1 MiB, 10,000 events)'),
    ];
  }
  if (stream.ended === undefined) {
    return settings.watchesOn
      ? [ok(kCheck, `The stream stayed open for ${settings.wait / 1000} s`)]
      : [];
  }
  const after = `${(stream.ended.ms / 1000).toFixed(1)} s`;
  if (!stream.ended.isComplete) {
    const text = `The stream was cut after ${after}, without its end: ${stream.failure ?? 'the connection closed'}`;
    return [warning(kCheck, text, 'a timeout of a proxy? Its lines: docs/proxies.md')];
  }
  return [
    warning(kCheck, `The route ended the stream after ${after}: each client reconnects then`),
  ];
}
