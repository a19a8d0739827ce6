import type { installEndpoint, OpenStream } from './endpoint.js';
import { block } from './settle.js';

/** A server with a history: it serves every stream of the endpoint from the cursor that it asks for. */
export function createPublisher(endpoint: ReturnType<typeof installEndpoint>) {
  const history: number[] = [];
  const served = new Set<OpenStream>();
  const id = (number: number) => `1700000000000-${number}`;
  const tick = (number: number) => block('tick', number, { id: id(number) });

  function serve(): OpenStream[] {
    const open = endpoint.streams.filter((stream) => !stream.aborted());
    for (const stream of open) {
      if (served.has(stream)) continue;
      served.add(stream);
      const from =
        stream.cursor === undefined ? history.length : Number(stream.cursor.split('-')[1]);
      const missed = history.filter((number) => number > from);
      const data = { clientId: 'c', resumed: stream.cursor !== undefined, replayed: missed.length };
      stream.send(block('connected', { ...data, gap: false }, { id: id(from) }));
      stream.send(missed.map(tick).join(''));
    }
    return open;
  }

  return {
    id,
    serve,
    count: () => history.length,
    /** So many events, in one chunk. */
    publish(count = 1) {
      const open = serve();
      const numbers = Array.from({ length: count }, (_, index) => history.length + 1 + index);
      history.push(...numbers);
      for (const stream of open) stream.send(numbers.map(tick).join(''));
    },
  };
}
