/** better-sse on a plain Node server, used as its documentation shows: a session each, one channel. */
import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const FRAME_BYTES = 200;
const channel = createChannel();
const sessions = new Map();
const responses = new Set();
let id = 0;

createServer(async (request, response) => {
  const session = await createSession(request, response, { keepAlive: null });
  channel.register(session);
  const name = new URL(request.url, 'http://localhost').searchParams.get('sessionId');
  sessions.set(name, session);
  responses.add(response);
  session.once('disconnected', () => {
    sessions.delete(name);
    responses.delete(response);
  });
  session.push('hello', 'connected', '0');
}).listen(Number(process.env.PORT), '127.0.0.1', 4096);

globalThis.benchPeer = {
  publish(payload) {
    // An id of its own, as wide as the other peers': the default would be a random UUID.
    channel.broadcast(payload, 'bench', { eventId: `1700000000000-${++id}` });
  },
  publishTo(session, payload) {
    sessions.get(session).push(payload, 'bench', `1700000000000-${++id}`);
  },
  backlog() {
    let most = 0;
    for (const response of responses) most = Math.max(most, response.writableLength);
    return most / FRAME_BYTES;
  },
  batch: 1,
};
