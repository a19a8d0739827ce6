import { once } from 'node:events';
import { createServer, get } from 'node:http';

/** Serves a broadcaster's streams. `paths`: which one each client took. */
export async function serve(live) {
  const server = createServer((request, response) => live.accept(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads a stream. */
export class Reader {
  text = '';
  ended = false;
  #changed = () => undefined;

  constructor(port, headers = {}) {
    this.request = get({
      port,
      host: '127.0.0.1',
      headers: { accept: 'text/event-stream', ...headers },
    });
    this.request.on('error', (error) => this.#end(error));
    this.request.on('response', (response) => {
      response.setEncoding('utf8').on('data', (part) => {
        this.text += part;
        this.#changed();
      });
      this.answer = `HTTP/${response.httpVersion} ${response.statusCode}`;
      response.on('error', (error) => this.#end(error)).on('close', () => this.#end());
    });
  }

  /** Until the condition holds, or the run's own time limit ends the test. */
  async until(condition) {
    while (!condition(this)) {
      if (this.ended)
        throw new Error(
          `Expected more but the stream (${this.answer}, ${this.error}) ended after: ${this.text.slice(-500)}`,
        );
      await new Promise((resolve) => {
        this.#changed = resolve;
      });
    }
    return this.text;
  }

  async end() {
    while (!this.ended) {
      await new Promise((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** The data of the events that were published. */
  get data() {
    return this.events.filter(({ event }) => event === 'tick').map(({ data }) => data);
  }

  get events() {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => ({
        event: /^event: (.*)$/m.exec(block)?.[1],
        id: /^id: (.*)$/m.exec(block)?.[1],
        data: /^data: (.*)$/m.exec(block)?.[1],
      }));
  }

  close() {
    this.request.destroy();
  }

  #end(error) {
    this.error ??= error;
    this.ended = true;
    this.#changed();
  }
}
