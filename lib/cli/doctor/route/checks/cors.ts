import { type Finding, ok, problem, warning } from '../../finding.js';
import { isEventStream, isSSECast } from '../connected.js';
import type { Observation } from '../observe.js';

const kCheck = 'cors';

/** Whether the page of another origin may read the stream: only when one is named. */
export function checkCors({ settings, stream: own, elsewhere }: Observation): Finding[] {
  const { origin, headers } = settings;
  if (origin === undefined || elsewhere === undefined) return [];
  const { stream, preflight } = elsewhere;
  const credentials = headers.cookie !== undefined;
  const remedy = `in the route:  cors: { origins: ['${origin}']${credentials ? ', credentials: true' : ''} }`;
  const allowed = stream.head?.headers['access-control-allow-origin'];
  if (!isEventStream(stream)) {
    const status = stream.head?.status ?? 'no answer';
    return [problem(kCheck, `A page of ${origin} is refused (${status})`, remedy)];
  }
  if (allowed !== origin && allowed !== '*') {
    const received = allowed === undefined ? 'none' : allowed;
    const text = `Expected Access-Control-Allow-Origin: ${origin} but received ${received}: browsers hide the stream`;
    return [problem(kCheck, text, remedy)];
  }
  const found: Finding[] = [];
  if (credentials) {
    const sends = stream.head?.headers['access-control-allow-credentials'] === 'true';
    if (!sends || allowed === '*') {
      found.push(problem(kCheck, `Pages of ${origin} may not send cookies`, remedy));
    }
  } else if (allowed === '*') {
    found.push(warning(kCheck, 'The pages of every site may read the stream', remedy));
  }
  // Joining a channel is a POST of JSON, which browsers ask about.
  if (isSSECast(own) && !answersPreflight(preflight?.headers, origin)) {
    const text = `The preflight of a page of ${origin} is not answered, so it cannot join channels`;
    const line = 'export const { GET, POST, OPTIONS } = live.route({ … });';
    found.push(problem(kCheck, text, `${remedy}\nin the route, with OPTIONS:  ${line}`));
  }
  return found.length > 0 ? found : [ok(kCheck, `Pages of ${origin} may read the stream`)];
}

function answersPreflight(headers: Readonly<Record<string, string>> | undefined, origin: string) {
  const allowed = headers?.['access-control-allow-origin'];
  const names = headers?.['access-control-allow-headers'] ?? '';
  return (allowed === origin || allowed === '*') && /content-type|\*/i.test(names);
}
