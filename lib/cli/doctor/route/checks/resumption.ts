import { type Finding, ok, problem, warning } from '../../finding.js';
import { connectedData, isEventStream, lastId } from '../connected.js';
import type { Observation } from '../observe.js';

const kCheck = 'resume';

/** Whether a client that comes back with its last id misses nothing. */
export function checkResumption({ stream, again }: Observation): Finding[] {
  if (stream.blocks.length === 0) return [];
  if (lastId(stream) === undefined) {
    const text = 'The events have no ids: a client that reconnects misses what came meanwhile';
    return [warning(kCheck, text, 'in the route, for each event:  id: …')];
  }
  const refused = again.find((watched) => !isEventStream(watched));
  if (refused !== undefined) {
    const how = refused.head === undefined ? 'not answered' : `answered ${refused.head.status}`;
    const limit = refused.head?.status === 429 ? 'maxConnectionsPerUser: 6' : undefined;
    return [problem(kCheck, `A client that comes back is ${how}`, limit)];
  }
  const data = again.flatMap((watched) => connectedData(watched) ?? []);
  if (data.length === 0)
    return [ok(kCheck, 'The events have ids; whether the server replays is not seen')];
  if (data.every(({ resumed }) => resumed)) {
    return [ok(kCheck, 'A client that comes back with its last id resumes there')];
  }
  const text =
    data.some(({ resumed }) => resumed) || data.length > 1
      ? 'A client that comes back has a gap: its id is of another process, or the history is off'
      : 'A client that comes back has a gap';
  return [
    problem(
      kCheck,
      text,
      'several processes:  defineLive(definition, { backplane: redisBackplane({ url }) })\n' +
        'one process:  history: { count: 10_000 }, and not history: false',
    ),
  ];
}
