/** The code that changes channels cannot be loaded, for instance after a deploy. */
import { createConnection } from '../../../lib/client/index.js';
import { createHistory } from './support/history.js';

const pause = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let onLoad: () => void;

jest.mock('../../../lib/client/channels/channel-changer.js', () => {
  onLoad();
  throw new Error('Not found');
});

async function open() {
  const history = createHistory();
  const asked: string[] = [];
  const connection = createConnection({
    reconnectInterval: 0,
    fetch: ((url: string, init: RequestInit) => {
      asked.push(url);
      return history.fetch(url, init);
    }) as typeof fetch,
  });
  const errors: string[] = [];
  connection.listen({ onError: ({ message }) => errors.push(message) });
  connection.connect();
  await pause();
  onLoad = () => undefined;
  return { history, asked, connection, errors };
}

test('the next stream names the channels', async () => {
  const { asked, connection, errors, history } = await open();
  connection.join('a');
  await pause();
  expect(asked).toEqual(['/api/sse', '/api/sse?channel=a']);
  expect(errors).toEqual([expect.stringMatching(/^Channels could not be changed/)]);
  connection.disconnect();
  await pause();
  expect(history.open()).toBe(0);
});

test.each(['disconnect', 'reconnect'] as const)(
  'nothing begins after %s() in the meantime, and nothing is said',
  async (command) => {
    const { asked, connection, errors, history } = await open();
    onLoad = () => connection[command]();
    connection.join('a');
    await pause();
    expect(asked).toEqual(
      command === 'disconnect' ? ['/api/sse'] : ['/api/sse', '/api/sse?channel=a'],
    );
    expect(errors).toEqual([]);
    connection.disconnect();
    await pause();
    expect(connection.getSnapshot().status).toBe('closed');
    expect(history.open()).toBe(0);
  },
);
