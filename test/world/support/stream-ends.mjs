/** What a proxy answers at the moment at which streams end: to a POST, and to a stream that is opened anew. */
import http from 'node:http';
import { ask, openReader, post } from './reader.mjs';

const attempt = (work) =>
  work.catch((error) => ({ status: error.code ?? error.message, headers: {} }));

/** An answer of the origin's own, and not one that the proxy made up. */
const isOwn = ({ headers }) => headers['x-origin'] === '1';

/** Clients that POST all the time. */
const kPosting = 8;

class Tally {
  posts = 0;
  streams = 0;
  torn = 0;
  foreign = {};

  add(what, answer) {
    this[what] += 1;
    if (isOwn(answer)) return;
    this.foreign[answer.status] = (this.foreign[answer.status] ?? 0) + 1;
  }
}

/** Ends of streams, and how the origin is made to end them; `options` are the broadcaster's. */
export const ends = {
  disconnect: { end: (origin) => origin.ask('disconnect') },
  maxConnectionAge: { options: { maxConnectionAge: 1_500 } },
  expiresAt: { path: '/events?ttl=1200' },
  // Nothing is admitted afterwards: the new streams are refused, by the origin.
  drain: { end: (origin) => origin.ask('drain'), once: true },
};

/** POSTs one after the other, until `over`. They meet connections that the proxy has just put back. */
async function keepPosting(port, tally, over) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  while (!over()) tally.add('posts', await attempt(post({ port, path: '/work', agent }, {})));
  agent.destroy();
}

/**
 * Opens streams through the proxy; while they end POSTs go on, and whenever one has ended, a POST and a
 * new stream follow at once. The new streams are the next round's.
 */
export async function endStreams({ port, origin, how, clients, rounds }) {
  const tally = new Tally();
  const { path = '/events', end, once = false } = ends[how];
  const open = () => attempt(openReader({ port, path }));
  let streams = await Promise.all(Array.from({ length: clients }, open));
  for (const stream of streams.filter((each) => !isOwn(each))) tally.add('streams', stream);
  for (let round = 0; round < (once ? 1 : rounds); round++) {
    const live = streams.filter((each) => each.ended !== undefined && each.status === 200);
    const following = live.map(async (stream) => {
      await stream.next('connected');
      const { complete } = await stream.ended;
      if (!complete) tally.torn += 1;
      const [posted, opened] = await Promise.all([
        attempt(post({ port, path: '/work' }, {})),
        open(),
      ]);
      tally.add('posts', posted);
      tally.add('streams', opened);
      return opened;
    });
    let over = false;
    const posting = Array.from({ length: kPosting }, () => keepPosting(port, tally, () => over));
    await attempt(end?.(origin) ?? Promise.resolve());
    streams = await Promise.all(following);
    over = true;
    await Promise.all(posting);
  }
  for (const stream of streams) stream.close?.();
  await attempt(ask({ port, path: '/work' }));
  return tally;
}
