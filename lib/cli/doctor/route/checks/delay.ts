import { type Finding, ok, problem } from '../../finding.js';
import { isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';
import { proxiesOf } from '../proxies.js';
import { unbufferedBy } from '../remedies.js';

const kCheck = 'delay';
/** Linux holds back what a program marks as unfinished (MSG_MORE) for 200 ms. */
const kSuspicious = 150;

/** Longer than any timer of the kernel. */
const kLong = 1_000;

const kHaproxy = 'haproxy, in defaults:  option http-no-delay';

/**
 * Whether each event comes some 200 ms late. Every stream begins with an event, and HEAD is answered by
 * the same code without a body: the fastest stream should be about as fast as the fastest HEAD.
 */
export function checkDelay(seen: Observation): Finding[] {
  const { stream, again, plain } = seen;
  const streams = [stream, ...again].flatMap(({ blocks }) => blocks[0]?.ms ?? []);
  // Fewer say too little: the first request may have to wait for a compiler or a database.
  if (streams.length < 2 || plain.length < 2) return [];
  const late = Math.min(...streams) - Math.min(...plain.map(({ ms }) => ms));
  if (late < kSuspicious) return [ok(kCheck, 'Events come without a delay')];
  return [late < kLong ? small(seen, streams.length, late) : large(seen, late)];
}

function small(seen: Observation, streams: number, late: number): Finding {
  const text =
    `The first event of each of ${streams} streams came ${Math.round(late)} ms later than an ` +
    'answer to HEAD: a proxy delays small writes, as haproxy does by default';
  if (proxiesOf(seen).length === 0) return problem(kCheck, text, kHaproxy);
  return problem(kCheck, text, `${kHaproxy}\n${unbufferedBy(seen, isSSECast(seen.stream))}`);
}

function large(seen: Observation, late: number): Finding {
  const text =
    `The first event of each stream came ${(late / 1000).toFixed(1)} s later than an answer to HEAD: ` +
    'something collects what the route writes';
  return problem(kCheck, text, unbufferedBy(seen, isSSECast(seen.stream)));
}
