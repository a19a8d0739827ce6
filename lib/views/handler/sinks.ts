import type { ClientReader, ClientSink } from 'ssecast/native';
import type { StreamController, StreamWriter } from './types.js';

/** Milliseconds between two checks of whether a controller has room: doubled up to the longest. */
const kFirstLook = 1;
const kLongestLook = 256;

/** Feeds a stream of the application. */
export interface StreamSink extends ClientSink {
  /** Called once, before the first chunk. `reader` is the client to close when the stream fails. */
  follow(reader: Pick<ClientReader, 'close'>): void;
  /** Writes a text and ends the stream. */
  refuse(text: string): void;
}

/**
 * Enqueues while there is room. A controller does not report that it has room again, so it is polled. It
 * gets one chunk more than fits: `desiredSize` is 0 both when it is full and when it is closed, and only
 * `enqueue`, which throws, distinguishes the two.
 */
export class ControllerSink implements StreamSink {
  private isEnded = false;

  constructor(private readonly controller: StreamController) {}

  // A cancelled stream does not report it either: the next chunk fails.
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
      // Closed or cancelled already.
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

  /** The wait ends with the client, which is closed when it accepts nothing for `connectionTimeout`. */
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
    // Rejects when the stream has failed before: then it has ended already.
    this.writer.close().then(undefined, () => undefined);
  }

  private readonly closeClient = (): void => this.reader?.close();
}
