/**
 * Reads back what the addon sends by `eventsource-parser`: the inputs of the frame encoder's fuzzing,
 * taken apart into fields, are published and come back over HTTP from both paths. What the addon
 * refuses is counted. Arguments: folders of inputs.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import path from 'node:path';
import { createParser } from 'eventsource-parser';
import { createBroadcaster } from 'ssecast';
import { findBroadcaster, targetKinds } from 'ssecast/native';

/** At the borders of the format, whatever the corpus holds. */
const fixed = [
  '',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\r\r',
  '\n\r',
  ':',
  ': comment',
  'data: x',
  'id: 7',
  'retry: 1',
  'event: forged\n\n',
  '\n\nevent: forged\ndata: x\n\n',
  '\ufeff',
  '\0',
  '\u2028\u2029',
  ' leading',
  'trailing ',
  '\t',
  'x'.repeat(70_000),
  'ä\ud83d\ude00\n'.repeat(500),
  '0\r\n\r\n',
  '5\r\nhello\r\n',
];

const settings = {
  history: { count: 100_000, bytes: 256 * 1024 * 1024 },
  queueBytes: 1024 * 1024 * 1024,
};
const logger = { debug() {}, info() {}, warn() {}, error: console.error };

/** An input's bytes as the fields of an event: a name and an id of some first bytes, data of all. */
function fields(bytes, number) {
  const text = bytes.toString('utf8');
  const length = bytes.length === 0 ? 0 : bytes[0] % 24;
  // Mostly without characters that are refused.
  const field = (from) => {
    const part = text.slice(from, from + length);
    return number % 4 === 0 ? part : part.replace(/[\r\n\0]/g, '');
  };
  return {
    event: field(0) || `n${number}`,
    id: number % 3 === 0 ? field(length) || undefined : undefined,
    retry: number % 5 === 0 ? number : undefined,
    data: text,
  };
}

function inputs(folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder).map((name) => path.join(folder, name)),
  );
  return [...fixed.map((text) => Buffer.from(text)), ...files.map((file) => readFileSync(file))];
}

/** A client joins lines by LF, whatever ended them (WHATWG HTML, section 9.2.6). */
const asRead = (data) => data.replace(/\r\n?/g, '\n');

async function readBack(directPath, events) {
  const name = `read back, ${directPath}`;
  const live = createBroadcaster({ name, directPath, logger, ...settings });
  const server = createServer((request, response) => live.accept(request, response, {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const received = [];
  const request = get({ port: server.address().port, host: '127.0.0.1', agent: false });
  const [response] = await once(request, 'response');
  const parser = createParser({
    onEvent: (event) => received.push(event),
    onError: (error) => {
      throw error;
    },
  });
  response.setEncoding('utf8').on('data', (text) => parser.feed(text));
  const sent = [];
  let refused = 0;
  // `publish` of the broadcaster makes JSON of the data, which is one line; the addon takes any text.
  const { native } = findBroadcaster(name);
  for (const event of events) {
    try {
      const { event: type, data, id, retry } = event;
      sent.push({
        ...event,
        id: native.publish(targetKinds.all, '', type, data, id, retry),
      });
    } catch (error) {
      if (!String(error.code).startsWith('ERR_SSECAST_INVALID_')) throw error;
      refused++;
    }
  }
  live.publish('all', { event: 'end', data: null });
  const deadline = Date.now() + 20_000;
  while (received.at(-1)?.event !== 'end') {
    if (Date.now() > deadline)
      throw new Error(`Only ${received.length} of ${sent.length} came back.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  live.close();
  server.close();
  compare(sent, received.slice(1, -1));
  return { sent: sent.length, refused };
}

function compare(sent, received) {
  if (sent.length !== received.length) {
    throw new Error(`Expected ${sent.length} events but read ${received.length}.`);
  }
  for (const [index, event] of sent.entries()) {
    const { event: name, id, data } = received[index];
    if (name === event.event && id === event.id && data === asRead(event.data)) continue;
    throw new Error(
      `Expected ${JSON.stringify(event)} but read ${JSON.stringify(received[index])}.`,
    );
  }
}

const events = inputs(process.argv.slice(2)).map(fields);
for (const directPath of [true, false]) {
  const { sent, refused } = await readBack(directPath, events);
  console.log(`${directPath ? 'direct' : 'stream'} path: ${sent} read back, ${refused} refused`);
}
