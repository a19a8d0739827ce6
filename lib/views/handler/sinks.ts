import type { ClientReader, ClientSink } from 'ssecast/native';
import type { StreamController, StreamWriter } from './types.js';

/** Milliseconds between two looks at whether a controller takes more: doubled up to the longest. */
const kFirstLook = 1;
const kLongestLook = 256;

/** Feeds somebody else's stream. `reader` is the client that goes when the stream fails. */
export interface StreamSink extends ClientSink {
  /** Once, before the first chunk. */
  follow(reader: Pick<ClientReader, 'close'>): void;
  /** Writes a last text and ends the stream. */
  refuse(text: string): void;
}

/**
 * Enqueues while there is room. A controller tells nobody when it has room again, so it is looked at.
 * One chunk more than fits is given: when it is full and when it is closed, `desiredSize` is 0, and only
 * `enqueue` tells them apart, by what it throws.
 */
export class ControllerSink implements StreamSink {
  private isEnded = false;

  constructor(private readonly controller: StreamController) {}

  // Whoever reads the stream tells nobody of cancelling it either: the next chunk will.
  follow(): void {}

  onChunk(chunk: Uint8Array): Promise<void> | undefined {
    this.controller.enqueue(chunk);
    return this.isFull() ? this.room() : undefined;
  }

  onEnd(): void {
    this.isEnded = true;
    try {
      this.controller.close();
    } catch {
      // Closed or cancelled already, which is what was wanted.
    }
  }

  refuse(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
    this.onEnd();
  }

  private isFull(): boolean {
    const { desiredSize } = this.controller;
    return !this.isEnded && desiredSize !== null && desiredSize < 0;
  }

  /** Ends with the client, which is closed when it takes nothing for `connectionTimeout`. */
  private async room(): Promise<void> {
    for (let wait = kFirstLook; this.isFull(); wait = Math.min(wait * 2, kLongestLook)) {
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }
}

/** Writes when the writer is ready. */
export class WriterSink implements StreamSink {
  private reader: Pick<ClientReader, 'close'> | undefined;

  constructor(private readonly writer: StreamWriter) {}

  follow(reader: Pick<ClientReader, 'close'>): void {
    this.reader = reader;
    this.writer.closed.then(this.closeClient, this.closeClient);
  }

  onChunk(chunk: Uint8Array): PromiseLike<void> {
    this.writer.write(chunk).then(undefined, this.closeClient);
    return this.writer.ready.then(() => undefined);
  }

  onEnd(): void {
    this.close();
  }

  refuse(text: string): void {
    this.writer.write(new TextEncoder().encode(text)).then(undefined, this.closeClient);
    this.close();
  }

  private close(): void {
    // Rejected when it failed before: then it has ended all the same.
    this.writer.close().then(undefined, () => undefined);
  }

  private readonly closeClient = (): void => this.reader?.close();
}
