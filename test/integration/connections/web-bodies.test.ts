import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { type Reading, readBody, sendWebResponse } from '../../unit/support/send-web-response.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

type Bytes = ReadableStream<Uint8Array>;

/** What an app makes of the response of a route before it returns it. */
type Wrapper = (web: Response, signal: AbortSignal) => Response | Promise<Response>;

/** Takes out the events that this reader must not see. Chunks are whole blocks. */
function redact(chunk: Uint8Array): Uint8Array {
  const blocks = new TextDecoder().decode(chunk).split(/(?<=\n\n)/);
  if (blocks.every((block) => !block.includes('secret'))) return chunk;
  return new TextEncoder().encode(blocks.filter((block) => !block.includes('secret')).join(''));
}

const redactor = () =>
  new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => controller.enqueue(redact(chunk)),
  });

async function* redacted(body: () => Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of body() as unknown as AsyncIterable<Uint8Array>) yield redact(chunk);
}

const from = (chunks: AsyncIterable<Uint8Array>) =>
  (ReadableStream as unknown as { from(chunks: unknown): Bytes }).from(chunks);

const bodyOf = (web: Response) => web.body as Bytes;

/** What begins to pipe when it is read for the first time. */
function late(body: Bytes, signal: AbortSignal): Bytes {
  const { readable, writable } = redactor();
  const reader = readable.getReader();
  let begun = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!begun) void body.pipeTo(writable, { signal }).catch(() => undefined);
        begun = true;
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

const redacting: [string, Wrapper][] = [
  [
    'a generator over the body',
    (web) => new Response(from(redacted(() => bodyOf(web))), { headers: web.headers }),
  ],
  [
    'pipeThrough',
    (web) => new Response(bodyOf(web).pipeThrough(redactor()), { headers: web.headers }),
  ],
  [
    'a decoder, a filter and an encoder',
    (web) => {
      const text = bodyOf(web).pipeThrough(new TextDecoderStream() as never) as never as Bytes;
      const bytes = text.pipeThrough(new TextEncoderStream() as never) as never as Bytes;
      return new Response(bytes.pipeThrough(redactor()), { headers: web.headers });
    },
  ],
  [
    'a stream with a reader',
    (web) => {
      const reader = bodyOf(web).getReader();
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(redact(value));
        },
        cancel: (reason) => reader.cancel(reason),
      });
      return new Response(body, web);
    },
  ],
  [
    'a pipe to a filter',
    (web, signal) => {
      const { readable, writable } = redactor();
      void bodyOf(web)
        .pipeTo(writable, { signal })
        .catch(() => undefined);
      return new Response(readable, { headers: web.headers });
    },
  ],
  [
    'a pipe to a filter that begins when it is read',
    (web, signal) => new Response(late(bodyOf(web), signal), { headers: web.headers }),
  ],
  [
    'one of two branches',
    (web) => {
      const [sent, logged] = bodyOf(web).tee();
      void logged.pipeTo(new WritableStream()).catch(() => undefined);
      return new Response(sent.pipeThrough(redactor()), { headers: web.headers });
    },
  ],
  [
    'a clone',
    (web) => {
      void bodyOf(web.clone())
        .pipeTo(new WritableStream())
        .catch(() => undefined);
      return new Response(bodyOf(web).pipeThrough(redactor()), web);
    },
  ],
];

/** Responses whose body is the client's own. */
const plain: [string, Wrapper][] = [
  ['the response itself', (web) => web],
  ['its body under its headers', (web) => new Response(web.body, { headers: web.headers })],
  ['its body and all else of it', (web) => new Response(web.body, web)],
  [
    'its body under other headers',
    (web) => new Response(web.body, { headers: { 'Content-Type': 'text/event-stream' } }),
  ],
  [
    'a response of a class of the framework',
    (web) => new (class FrameworkResponse extends Response {})(web.body, web),
  ],
];

describe('a body that a framework sends', () => {
  let live: Broadcaster;
  let app: EventServer;
  let wrap: Wrapper;
  let read: Reading | undefined;

  beforeAll(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    live = createBroadcaster({ name: 'bodies', logger: silent });
    const { GET } = createSSERoute({ authorize: () => ({}), broadcaster: live });
    app = await serveEvents(async (request, response) => {
      const aborter = new AbortController();
      response.once('close', () => aborter.abort());
      const { signal } = aborter;
      const web = await GET(new Request(`http://localhost${request.url}`, { signal }));
      await sendWebResponse(await wrap(web, signal), response, read);
    });
  });

  beforeEach(() => {
    read = undefined;
  });

  afterAll(() => closeAll(live, app));

  /** Opens a client and shows it an event that it may see, and one that it may not. */
  async function show() {
    const client = app.open();
    const { clientId } = JSON.parse((await client.next('connected')).data);
    const path = live.client(clientId)?.path;
    live.publish('all', { event: 'secret', data: 'secret' });
    live.publish('all', { event: 'public', data: 1 });
    await client.next('public');
    client.close();
    await eventually(() => live.stats().clients.total === 0);
    expect(client.head).not.toContain('x-ssecast-client');
    return { path, body: client.body };
  }

  it.each(redacting)('does not bypass %s', async (_what, wrapper) => {
    wrap = wrapper;
    const { path, body } = await show();
    expect(path).toBe('stream');
    expect(body).not.toContain('secret');
  });

  it('does not bypass a filter, however late the app begins to pipe to it', async () => {
    for (let turns = 0; turns < 40; turns++) {
      wrap = (web, signal) => {
        const { readable, writable } = redactor();
        const pipe = async () => {
          for (let turn = 0; turn < turns; turn++) await undefined;
          await bodyOf(web).pipeTo(writable, { signal });
        };
        void pipe().catch(() => undefined);
        return new Response(readable, { headers: web.headers });
      };
      const { path, body } = await show();
      expect({ turns, path }).toEqual({ turns, path: 'stream' });
      expect(body).not.toContain('secret');
    }
  });

  it('reaches a log that the app keeps of it', async () => {
    let logged = '';
    wrap = (web) => {
      const log = new WritableStream<Uint8Array>({
        write(chunk) {
          logged += new TextDecoder().decode(chunk);
        },
      });
      void bodyOf(web.clone())
        .pipeTo(log)
        .catch(() => undefined);
      return web;
    };
    const { path } = await show();
    expect(path).toBe('stream');
    expect(logged).toContain('event: public');
  });

  it.each(plain)('is handed over as %s', async (_what, wrapper) => {
    wrap = wrapper;
    const { path, body } = await show();
    expect(path).toBe(process.platform === 'win32' ? 'stream' : 'direct');
    expect(body).toContain('secret');
  });

  it('goes through a framework that reads it in a way of its own', async () => {
    wrap = (web) => web;
    read = readBody;
    const { path, body } = await show();
    expect(path).toBe('stream');
    expect(body).toContain('secret');
  });
});
