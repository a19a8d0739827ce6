import { once } from 'node:events';
import { createServer } from 'node:http';
import { pick, under } from './chance.mjs';

const users = ['ann', 'ben', undefined];
const channels = ['a', 'b', 'c'];

/** Serves streams of the broadcasters that `open` gives, and counts them. */
export async function serve(open) {
  const served = { accepted: 0, refused: 0 };
  const server = createServer((request, response) => {
    const user = pick(users);
    const identity = {
      userId: user && `${user}${under(20)}`,
      sessionId: pick([undefined, `session${under(50)}`]),
      channels: channels.slice(under(3)),
      metadata: { number: served.accepted },
      expiresAt: under(8) === 0 ? Date.now() + under(2_000) : undefined,
    };
    try {
      open().accept(request, response, identity);
      served.accepted++;
    } catch (error) {
      // Its broadcaster was closed between the two calls.
      if (!String(error.code).startsWith('ERR_SSECAST_')) throw error;
      served.refused++;
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    served,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
