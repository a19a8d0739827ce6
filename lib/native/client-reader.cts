import type { DisconnectReason } from './contract.cjs';
import type { BroadcasterState, StreamReader } from './state.cjs';
import { attachStream, peerGone, pullBytes } from './stream-calls.cjs';

/** Receives the bytes of a client. */
export interface ClientSink {
  /**
   * Takes a chunk of whole blocks. An error ends the client.
   * @returns undefined to get the next chunk at once, otherwise a promise of when
   */
  onChunk(chunk: Uint8Array): PromiseLike<void> | undefined;
  /** Nothing more will come. Not called after `close`. */
  onEnd(reason: DisconnectReason): void;
}

/**
 * A client whose bytes go to JavaScript, a chunk at a time. It has a queue, an order and limits like every
 * client, but no response. It does not keep the process alive.
 */
export class ClientReader implements StreamReader {
  private ended = false;
  private reads = false;

  /** @param client the key of an admitted client */
  constructor(
    private readonly state: BroadcasterState,
    private readonly client: Parameters<typeof attachStream>[1],
    private readonly sink: ClientSink,
  ) {}

  /** Asks for the first chunk. */
  open(): void {
    // Also for a client that is gone: `onClosed` follows.
    this.state.streams.set(this.client, this);
    if (attachStream(this.state, this.client, undefined)) this.request();
  }

  onBytes(chunk: Uint8Array, last: boolean): boolean {
    this.reads = false;
    if (this.ended) return false;
    try {
      const ready = chunk.byteLength === 0 ? undefined : this.sink.onChunk(chunk);
      // `onClosed` follows the last chunk, with the reason.
      if (last) return false;
      ready?.then(() => this.request(), this.fail);
      // The sink may have closed it.
      this.reads = ready === undefined && !this.ended;
      return this.reads;
    } catch {
      this.close();
      return false;
    }
  }

  onClosed(reason: DisconnectReason): void {
    if (this.ended) return;
    this.ended = true;
    this.state.streams.delete(this.client);
    this.sink.onEnd(reason);
  }

  /** Ends the client. A second call does nothing. */
  close(): void {
    if (this.ended) return;
    this.ended = true;
    this.state.streams.delete(this.client);
    peerGone(this.state, this.client);
  }

  private readonly fail = (): void => this.close();

  private request(): void {
    if (this.ended || this.reads) return;
    this.reads = true;
    pullBytes(this.state, this.client);
  }
}
