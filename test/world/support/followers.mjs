/** Clients that come back by themselves, as a browser does, and note what they were sent and told. */
import { EventSource } from 'eventsource';
import { openReader, until } from './reader.mjs';

/** The EventSource of the package `eventsource`, which keeps its cursor as a browser does. */
export function follow(port, path = '/events') {
  const source = new EventSource(`http://127.0.0.1:${port}${path}`);
  const told = [];
  const numbers = [];
  source.addEventListener('connected', ({ data }) => told.push(JSON.parse(data)));
  let gaps = 0;
  source.addEventListener('gap', () => {
    gaps += 1;
  });
  source.addEventListener('numbered', ({ data }) => numbers.push(JSON.parse(data).n));
  return {
    told,
    numbers,
    gaps: () => gaps,
    has: (number) => until(`the event ${number}`, () => numbers.includes(number), 60),
    connected: (times) => until(`connection ${times}`, () => told.length >= times, 60),
    close: () => source.close(),
  };
}

/**
 * Comes to a server with a cursor of its choice, as a client that has slept does. `publish` makes one
 * event more, after which everything has come.
 * @returns what `connected` says, the numbers that it gets, and the last of them
 */
export async function comeWith(port, cursor, publish) {
  const reader = await openReader({ port, path: '/events', headers: { 'Last-Event-ID': cursor } });
  const told = (await reader.next('connected')).json();
  const last = await publish();
  const numbers = () =>
    reader.events.filter(({ event }) => event === 'numbered').map(({ data }) => JSON.parse(data).n);
  await until(`the event ${last}`, () => numbers().includes(last), 30);
  reader.close();
  return { ...told, numbers: numbers(), last };
}

/** The numbers from `first` to `last` that are not among those. */
export function missing(numbers, first, last) {
  const had = new Set(numbers);
  let count = 0;
  for (let n = first; n <= last; n++) if (!had.has(n)) count += 1;
  return count;
}

export const repeated = (numbers) => numbers.length - new Set(numbers).size;
