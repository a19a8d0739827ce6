import type { Finding } from '../finding.js';
import { checkAccel } from './checks/accel.js';
import { checkAnswer } from './checks/answer.js';
import { checkBuffering } from './checks/buffering.js';
import { checkCaching } from './checks/caching.js';
import { checkCompression } from './checks/compression.js';
import { checkCors } from './checks/cors.js';
import { checkDelay } from './checks/delay.js';
import { checkEnd } from './checks/end.js';
import { checkHeartbeat } from './checks/heartbeat.js';
import { checkHttpVersion } from './checks/http-version.js';
import { checkProxies } from './checks/proxies.js';
import { checkResumption } from './checks/resumption.js';
import { checkWritePath } from './checks/write-path.js';
import { isEventStream } from './connected.js';
import { type Observation, observe } from './observe.js';
import type { RouteSettings } from './settings.js';

/** In the order in which they are reported. Each looks at one thing. */
const checks: readonly ((seen: Observation) => Finding[])[] = [
  checkAnswer,
  checkProxies,
  checkBuffering,
  checkCompression,
  checkDelay,
  checkCaching,
  checkAccel,
  checkHeartbeat,
  checkEnd,
  checkResumption,
  checkHttpVersion,
  checkWritePath,
  checkCors,
];

/** All findings about a route; of an answer that is no stream, only why. */
export function findingsOf(seen: Observation): Finding[] {
  const { stream } = seen;
  if (stream.head !== undefined && !isEventStream(stream)) return checkAnswer(seen);
  return checks.flatMap((check) => check(seen));
}

/** Looks at a running route as the page of a browser would. */
export async function examineRoute(settings: RouteSettings): Promise<Finding[]> {
  return findingsOf(await observe(settings));
}
