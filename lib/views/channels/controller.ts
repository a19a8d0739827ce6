import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';
import { type BroadcasterState, targetKinds } from 'ssecast/native';
import { disconnectClients } from '../../server/clients.js';
import { describe, InvalidArgumentError } from '../../server/errors.js';
import { publishText } from '../../server/publish.js';

/** Characters of one unfinished event; the limit of a whole one is 16 MiB. */
const maxBufferSize = 32 * 1024 * 1024;

/** A message, with the reconnection time that was written in front of it. */
type Written = EventSourceMessage & { retry?: number };

/**
 * Writes events to a client that an application has formatted itself. They are published to the client,
 * so they get ids, a place in the history, and an order with all other events.
 */
export class ClientController implements ReadableStreamDefaultController<Uint8Array> {
  #written: Written[] = [];
  #retry: number | undefined;
  #problem: Error | undefined;
  #decoder = new TextDecoder('utf-8', { fatal: true });
  #isErrored = false;

  readonly #parser = createParser({
    maxBufferSize,
    onEvent: (message) => {
      this.#written.push({ ...message, retry: this.#retry });
      this.#retry = undefined;
    },
    onRetry: (milliseconds) => {
      this.#retry = milliseconds;
    },
    onError: (error) => {
      this.#problem ??= error;
    },
  });

  /** @param prepare makes sure that the client is admitted */
  constructor(
    private readonly state: BroadcasterState,
    private readonly clientId: string,
    private readonly prepare: () => void,
  ) {}

  /** 1 while the client is open, because its queue takes every event; then 0, and null after `error`. */
  get desiredSize(): number | null {
    if (this.#isErrored) return null;
    return this.#isOpen() ? 1 : 0;
  }

  /**
   * Publishes the events in the bytes to the client; a partial event waits for its rest. Comments are left
   * out, because ssecast sends heartbeats itself. A `retry` is sent with the next event.
   * @throws TypeError `ERR_SSECAST_INVALID_BYTES` for anything but the text of events in UTF-8, and then
   * nothing of it was sent; TypeError `ERR_INVALID_STATE` when the client is gone, like a controller of
   * the platform; and what `Broadcaster.publish` throws
   */
  enqueue(chunk?: Uint8Array): void {
    if (!this.#isOpen()) throw closed();
    for (const written of this.#parse(chunk)) this.#publish(written);
  }

  /** Ends the client's stream. @throws TypeError `ERR_INVALID_STATE` when the client is gone */
  close(): void {
    if (!this.#end()) throw closed();
  }

  /** Ends the client's stream; the reason goes to the logger. */
  error(reason?: unknown): void {
    if (!this.#end()) return;
    this.#isErrored = true;
    this.state.logger.error('ssecast: the stream of a client was ended', reason);
  }

  #isOpen(): boolean {
    this.prepare();
    return this.state.native.count(2, this.clientId) > 0;
  }

  #end(): boolean {
    this.prepare();
    return disconnectClients(this.state, targetKinds.clients, this.clientId) > 0;
  }

  #parse(chunk: unknown): Written[] {
    if (!(chunk instanceof Uint8Array)) {
      throw invalid(`Expected a Uint8Array of events for chunk but received ${describe(chunk)}`);
    }
    try {
      this.#parser.feed(this.#decoder.decode(chunk, { stream: true }));
    } catch (error) {
      this.#problem = error as Error;
    }
    const written = this.#written;
    this.#written = [];
    if (this.#problem === undefined) return written;
    const problem = this.#problem;
    this.#forget();
    throw invalid(
      'Expected the text of events in UTF-8, like "event: news\\ndata: {}\\n\\n", for chunk but ' +
        `received something else: ${problem.message}. Nothing of it was sent.`,
      problem,
    );
  }

  #forget(): void {
    this.#parser.reset();
    this.#decoder = new TextDecoder('utf-8', { fatal: true });
    this.#problem = undefined;
    this.#retry = undefined;
  }

  /** Sends the data as it was written, because serialising it again could change it. */
  #publish({ event = '', data, id, retry }: Written): void {
    publishText(this.state, [2, this.clientId, event, data, id || undefined, retry]);
  }
}

function closed(): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_INVALID_STATE',
    'Invalid state: the client of this controller is gone',
  );
}

function invalid(message: string, cause?: unknown): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_BYTES', message, { cause });
}
