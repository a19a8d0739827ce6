import { type Finding, ok, problem, warning } from '../../finding.js';
import { isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';
import { unbufferedBy } from '../remedies.js';

const kCheck = 'buffering';
/** A stream that ended within this many milliseconds was not held back for long enough to notice. */
const kShort = 1_000;

/** Whether what the route writes arrives when it is written. */
export function checkBuffering(seen: Observation): Finding[] {
  const { stream, uncompressed } = seen;
  // Then checkCompression has named it.
  if (stream.blocks.length === 0 && (uncompressed?.blocks.length ?? 0) > 0) return [];
  if (stream.head === undefined) return stream.failure === undefined ? [noHead(seen)] : [];
  if (stream.head.headers['content-length'] !== undefined) return [hasLength(seen)];
  if (stream.blocks.length === 0) return [nothing(seen)];
  return [cameAtOnce(seen) ?? ok(kCheck, `The first bytes came after ${rounded(first(seen))} ms`)];
}

const first = ({ stream }: Observation): number => stream.blocks[0]?.ms ?? 0;
const rounded = (ms: number): number => Math.round(ms);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** No head within the wait, though the connection is open. */
function noHead(seen: Observation): Finding {
  const { settings, plain, front } = seen;
  const wait = seconds(settings.wait);
  const isOwn = plain.some(({ headers }) => headers['x-ssecast-identity'] !== undefined);
  const answered = plain[0] ?? front;
  if (answered === undefined) {
    return problem(
      kCheck,
      `Nothing came in ${wait}, not even a head: the route writes nothing, or all is held back`,
      unbufferedBy(seen, isOwn),
    );
  }
  const method = plain[0] === undefined ? 'TRACE' : 'HEAD';
  return problem(
    kCheck,
    `The stream is held back: nothing of it came in ${wait}, while ${method} was answered ` +
      `(${answered.status}) after ${rounded(answered.ms)} ms`,
    unbufferedBy(seen, isOwn),
  );
}

function hasLength(seen: Observation): Finding {
  const length = seen.stream.head?.headers['content-length'];
  return problem(
    kCheck,
    `The answer has a Content-Length (${length}): it was complete before it was sent, so no event comes live`,
    unbufferedBy(seen, isSSECast(seen.stream)),
  );
}

function nothing(seen: Observation): Finding {
  const { stream, settings } = seen;
  const wait = seconds(settings.wait);
  const isOwn = isSSECast(stream);
  const remedy = unbufferedBy(seen, isOwn);
  if (stream.ended !== undefined) {
    return problem(kCheck, `The stream ended after ${seconds(stream.ended.ms)} without an event`);
  }
  // ssecast begins each stream with an event.
  if (isOwn)
    return problem(kCheck, `The head came, and no event in ${wait}: they are held back`, remedy);
  const text =
    `The head came, and no event or comment in ${wait}: the route is silent, or something ` +
    'holds back what it writes';
  return warning(
    kCheck,
    text,
    `${remedy}\nin the route, first of all:  response.write(': open\\n\\n');`,
  );
}

/** Everything in one piece at the end. */
function cameAtOnce(seen: Observation): Finding | undefined {
  const { blocks, ended } = seen.stream;
  if (ended === undefined || ended.ms < kShort || blocks.length < 2) return undefined;
  const isLate = ended.ms - first(seen) < ended.ms / 10;
  if (!isLate) return undefined;
  return problem(
    kCheck,
    `All ${blocks.length} events came together after ${seconds(first(seen))}, just before the end: they were held back`,
    unbufferedBy(seen, isSSECast(seen.stream)),
  );
}
