/** A server and a client of its own, as an app of plain Node has them. Prints what the client was sent. */
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';

const live = createBroadcaster();
const server = createServer(createSSEHandler({ authorize: () => ({ userId: 'ada' }) }));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const [response] = await once(get({ port: server.address().port, host: '127.0.0.1' }), 'response');
let text = '';
for await (const chunk of response.setEncoding('utf8')) {
  if (text === '') live.publish({ user: 'ada' }, { event: 'greeting', data: { text: 'hello' } });
  text += chunk;
  if (!text.includes('"hello"')) continue;
  // Before the client is gone, which ends the loop.
  const { direct, stream } = live.stats().clients;
  console.log(JSON.stringify({ direct, stream }));
  process.exit();
}
