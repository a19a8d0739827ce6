import { type Finding, ok, problem, warning } from '../../finding.js';
import { isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';
import { uncompressedBy } from '../remedies.js';

const kCheck = 'compression';

/** Whether something compresses the stream, which a browser always offers. */
export function checkCompression(seen: Observation): Finding[] {
  const { stream, uncompressed, settings } = seen;
  if (stream.head === undefined && (uncompressed?.blocks.length ?? 0) === 0) return [];
  const coding = stream.head?.headers['content-encoding'];
  const isOwn = isSSECast(uncompressed ?? stream) || isSSECast(stream);
  const remedy = uncompressedBy(seen, isOwn);
  if (stream.blocks.length === 0 && (uncompressed?.blocks.length ?? 0) > 0) {
    const text =
      `Compression holds the stream back: nothing in ${settings.wait / 1000} s with ` +
      'Accept-Encoding: gzip, and events at once without';
    return [problem(kCheck, text, remedy)];
  }
  if (coding === undefined || coding === 'identity') {
    return [ok(kCheck, 'The stream is not compressed')];
  }
  const text =
    `The stream is compressed (${coding}): it costs memory and CPU for each client, and any ` +
    'proxy that does not flush each event holds events back';
  return [warning(kCheck, text, remedy)];
}
