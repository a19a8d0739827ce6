import { ReadableStream } from 'node:stream/web';
import { TextDecoder, TextEncoder } from 'node:util';

export interface OpenStream {
  url: string;
  /** The cursor it was asked for. */
  cursor: string | undefined;
  send(text: string): void;
  end(): void;
  aborted(): boolean;
}

/**
 * Stands in for the network of jsdom, which has no fetch. Answers each request with an event
 * stream, or with `status` when that is not 200.
 */
export function installEndpoint() {
  const streams: OpenStream[] = [];
  const endpoint = { streams, status: 200 };
  const encoder = new TextEncoder();

  const fetch = async (
    url: string,
    init: { signal: AbortSignal; headers: Record<string, string> },
  ) => {
    const { status } = endpoint;
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(own) {
        controller = own as typeof controller;
      },
    });
    init.signal.addEventListener('abort', () => controller?.error(new Error('aborted')));
    streams.push({
      url,
      cursor: init.headers['Last-Event-ID'],
      send: (text) => controller?.enqueue(encoder.encode(text)),
      end: () => controller?.close(),
      aborted: () => init.signal.aborted,
    });
    const type = status === 200 ? 'text/event-stream' : 'text/plain';
    return {
      status,
      headers: { get: (name: string) => (name === 'content-type' ? type : null) },
      body,
    };
  };
  Object.assign(globalThis, { fetch, TextDecoder, TextEncoder });
  return endpoint;
}
