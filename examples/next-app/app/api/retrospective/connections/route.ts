import { answer } from '../../../../lib/json-route';
import { live } from '../../../../lib/live';

export const dynamic = 'force-dynamic';

/** The sessions of each of this person's connections for boards. */
export function GET(): Promise<Response> {
  return answer(({ id }) =>
    live.broadcaster
      .clientsIn(`user:${id}`)
      .filter(({ metadata }) => metadata?.page === 'retrospective')
      .map(({ channels }) => channels.filter((channel) => channel.startsWith('session:')).length),
  );
}
