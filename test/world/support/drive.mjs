/** What is asked of an app in each cell of the matrix, over HTTP alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { haunt } from './peers.mjs';
import { ask, until } from './reader.mjs';

function expect(ok, sentence) {
  if (!ok) throw new Error(sentence);
}

async function path_({ server }) {
  const { clients } = await server.stats();
  expect(clients.direct === 1, `the client is on the path ${JSON.stringify(clients)}`);
  return 'direct';
}

/** Whose stream it is: docs/client.md. */
const kToldToClients = ['x-ssecast-identity'];

async function head({ reader }) {
  const ours = Object.keys(reader.headers).filter((name) => name.startsWith('x-ssecast'));
  const internal = ours.filter((name) => !kToldToClients.includes(name));
  expect(internal.length === 0, `the client was sent ${internal}`);
  const { connection } = reader.headers;
  expect(connection === 'close', `the head says Connection: ${connection}, and the end closes it`);
}

async function delivery({ server, reader }) {
  for (let n = 1; n <= 3; n++) await server.publish('numbered', { n });
  for (let n = 1; n <= 3; n++) {
    const got = (await reader.next('numbered')).json();
    expect(got.n === n, `event ${n} came as ${JSON.stringify(got)}`);
  }
}

async function hooks({ server }) {
  const { status, text } = await server.page();
  expect(status === 200, `the page answered ${status}`);
  expect(text.includes('not connected yet'), 'the page lacks what the hook renders');
}

/** The form as a browser without JavaScript sends it. */
async function action({ server, reader }) {
  const { text } = await server.page();
  const field = /name="(\$ACTION_ID_[^"]+)"/.exec(text)?.[1];
  expect(field !== undefined, 'the page has no form for the action');
  const boundary = 'world-form';
  const part = (name, value) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const sent = await ask({
    port: server.port,
    path: '/',
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: `${part(field, '')}${part('text', 'hello')}--${boundary}--\r\n`,
  });
  expect(sent.status < 400, `the action answered ${sent.status}`);
  const got = (await reader.next('greeting')).json();
  expect(got.text === 'hello', `the action sent ${JSON.stringify(got)}`);
}

async function unauthorized({ server }) {
  const stranger = await server.open({ path: '/api/sse' });
  stranger.close();
  expect(stranger.status === 401, `a stranger was answered ${stranger.status}`);
}

/** Requests for streams, pipelined on connections that close. */
async function ghosts({ server }) {
  const left = await haunt({
    port: server.port,
    path: '/api/sse?user=ghost',
    clients: async () => (await server.stats()).clients.total,
    expected: 1,
  });
  expect(left === 0, `${left} clients that have left are still there`);
}

/** SIGTERM with a stream open; then the same app again, and the client comes back to it. */
async function restart({ server, reader, start }) {
  const before = reader.lastId();
  const { code, signal, ms } = await server.end();
  const { complete } = await reader.ended;
  expect(complete, `the stream was torn at SIGTERM (exit ${signal ?? code})`);
  expect(ms < 10_000, `the end took ${ms.toFixed(0)} ms`);
  const again = await start(server.port);
  const back = await again.open({ headers: { 'Last-Event-ID': reader.lastId() ?? before } });
  const { resumed, gap } = (await back.next('connected')).json();
  expect(resumed !== gap, `the client is told resumed: ${resumed}, gap: ${gap}`);
  expect(resumed, 'the history file brought nothing back');
  await again.publish('numbered', { n: 4 });
  expect((await back.next('numbered')).json().n === 4, 'the client that came back gets nothing');
  back.close();
  return 'resumed';
}

/** Edits of what the page and the route are made of, with a stream open across them. */
async function edits({ server, reader, app }) {
  const edit = (file, change) => {
    const at = path.join(app, file);
    const before = readFileSync(at, 'utf8');
    writeFileSync(at, change(before));
    return () => writeFileSync(at, before);
  };
  const undo = [
    edit('lib/live.ts', (text) => `${text}\n// edited\n`),
    edit('app/page.tsx', (text) => text.replace('edition one', 'edition two')),
  ];
  try {
    await until(
      'the edited page',
      async () => (await server.page()).text.includes('edition two'),
      60,
    );
    await server.publish('numbered', { n: 5 });
    expect((await reader.next('numbered')).json().n === 5, 'the stream before the edit is cut off');
    const after = await server.open();
    await after.next('connected');
    const { clients } = await server.stats();
    expect(clients.direct === 2, `after the edit: ${JSON.stringify(clients)}`);
    await server.publish('numbered', { n: 6 });
    expect((await after.next('numbered')).json().n === 6, 'the stream after the edit is cut off');
    after.close();
  } finally {
    for (const each of undo) each();
  }
}

const always = { path: path_, head, delivery, hooks, action, 401: unauthorized };

/**
 * Runs every question on a server that is up.
 * @returns `{ server, answers }`: for each question `{ ok, said }`; the server that is up now
 */
export async function drive(server, { app, start, isDev }) {
  const answers = {};
  let reader;
  const put = async (name, question, context) => {
    try {
      answers[name] = { ok: true, said: (await question(context)) ?? 'yes' };
    } catch (error) {
      answers[name] = { ok: false, said: error.message };
    }
  };
  let current = server;
  const context = {
    app,
    start: async (port) => {
      current = await start(port);
      return current;
    },
  };
  await put('open', async () => {
    reader = await server.open();
    expect(reader.status === 200, `the stream answered ${reader.status}`);
    await reader.next('connected');
  });
  if (!answers.open.ok) return { server, answers };
  delete answers.open;
  for (const [name, question] of Object.entries(always)) {
    await put(name, question, { ...context, server, reader });
  }
  const last = isDev ? { edits } : { ghosts, restart };
  for (const [name, question] of Object.entries(last)) {
    await put(name, question, { ...context, server, reader });
  }
  reader.close();
  return { server: current, answers };
}
