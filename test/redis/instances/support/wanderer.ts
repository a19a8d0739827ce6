import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { type ClientLog, compareIds, type Gap, type Noted } from './verdict.js';

/** What the first event of a connection says. */
interface Connected {
  resumed: boolean;
  replayed: number;
  gap: boolean;
}

/** Numbers between 0 and 1 that a seed repeats. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A client that keeps its cursor as a browser does, notes what it gets, and comes back to any instance: when
 * its connection ends, and while it wanders also without a reason.
 */
export class Wanderer implements ClientLog {
  readonly name: string;
  readonly channel: string;
  readonly items: (Noted | Gap)[] = [];
  readonly connections: Connected[] = [];
  /** The data of events without a name. */
  readonly messages: string[] = [];
  since = '';
  cursor = '';
  /** The milliseconds after which a connection is given up, at random up to this; undefined: it stays. */
  wanders: number | undefined;
  readonly #ports: () => readonly number[];
  readonly #random: () => number;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** The first event of the connection came. */
  #isRead = false;

  constructor(name: string, channel: string, ports: () => readonly number[], random: () => number) {
    this.name = name;
    this.channel = channel;
    this.#ports = ports;
    this.#random = random;
  }

  connect(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const ports = this.#ports();
    const port = ports[Math.floor(this.#random() * ports.length)];
    if (port === undefined) {
      this.#comeBack();
      return;
    }
    const request = get({
      host: '127.0.0.1',
      port,
      path: `/?channel=${this.channel}`,
      headers: this.cursor === '' ? {} : { 'Last-Event-ID': this.cursor },
      agent: false,
    });
    this.#request = request;
    const ended = () => {
      if (this.#request !== request) return;
      this.#request = undefined;
      this.#comeBack();
    };
    request.once('response', (response) => this.#read(request, response));
    request.on('error', ended).once('close', ended);
    if (this.wanders !== undefined) {
      this.#timer = setTimeout(() => this.hop(), this.wanders * (0.1 + 0.9 * this.#random()));
    }
  }

  /** Gives the connection up, in the middle of whatever it reads, and opens another. */
  hop(): void {
    this.leave();
    this.connect();
  }

  /** Stays away until `connect`. */
  leave(): void {
    clearTimeout(this.#timer);
    const request = this.#request;
    this.#request = undefined;
    this.#isRead = false;
    request?.destroy();
  }

  close(): void {
    this.#isClosed = true;
    this.leave();
  }

  get isConnected(): boolean {
    return this.#request !== undefined && this.#isRead;
  }

  get gaps(): number {
    return this.items.filter((item) => 'gapTo' in item).length;
  }

  /** Whether it has every event up to this id. */
  hasReached(id: string): boolean {
    return this.cursor !== '' && compareIds(this.cursor, id) >= 0;
  }

  #comeBack(): void {
    clearTimeout(this.#timer);
    this.#isRead = false;
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => this.connect(), 20 + 180 * this.#random());
  }

  #read(request: ClientRequest, response: IncomingMessage): void {
    response.on('error', () => undefined);
    if (response.statusCode !== 200) {
      request.destroy();
      return;
    }
    const parser = createParser({
      onEvent: ({ event, id, data }) => this.#take(event, id, data),
    });
    response.setEncoding('utf8').on('data', (text: string) => {
      // What comes after the connection was given up is as lost as if it had not come.
      if (this.#request === request) parser.feed(text);
    });
  }

  #take(event: string | undefined, id: string | undefined, data: string): void {
    if (event === 'connected') {
      this.#isRead = true;
      this.connections.push(JSON.parse(data) as Connected);
      if (this.since === '') this.since = id ?? '0-0';
    } else if (event === 'gap') {
      this.items.push({ gapTo: (JSON.parse(data) as { to: string }).to });
    } else if (event === 'numbered' && id !== undefined) {
      const { p: publisher, n } = JSON.parse(data) as { p: string; n: number };
      this.items.push({ id, publisher, n });
    } else if (event === undefined) this.messages.push(data);
    if (id !== undefined) this.cursor = id;
  }
}
