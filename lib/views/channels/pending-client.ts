import {
  type BroadcasterState,
  ClientBody,
  type NativeAdmission,
  type RequestContext,
  Sending,
} from 'ssecast/native';
import { openClient } from '../../server/open-client.js';
import { retryAfter } from '../../server/response-headers.js';

/** Who comes back, and how far it is. */
export interface Returning {
  id: string;
  /** The client as it will be admitted, but for its channels and its ticket. */
  admission: NativeAdmission;
  metadata: Record<string, unknown>;
  context: RequestContext | undefined;
  signal: AbortSignal | undefined;
}

/**
 * A client that comes back and is not admitted yet. What it gets from the history is decided when it is
 * admitted, by the channels that it reads then; so that waits until they are known, or must be.
 */
export class PendingClient {
  readonly createdAt = Date.now();
  readonly channels: Set<string>;
  readonly body: BodyInit;
  private readonly sending: Sending | undefined;
  private readonly ticket: number;
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private isSettled = false;

  /** @param onSettled it is not pending any more: it was admitted, refused or dropped */
  constructor(
    private readonly state: BroadcasterState,
    private readonly returning: Returning,
    private readonly onSettled: () => void,
  ) {
    const { admission, context } = returning;
    this.channels = new Set(admission.channels);
    // What is revoked before it is admitted has to count.
    this.ticket = state.native.ticket();
    this.sending = context && new Sending(context);
    const source = {
      pull: (controller: ReadableStreamDefaultController<Uint8Array>) => this.pull(controller),
      cancel: (reason: unknown) => this.cancel(reason),
    };
    // Node's type of a web stream is not the one of lib.dom, though the object is the same.
    this.body = new ClientBody(source, this.sending) as unknown as BodyInit;
  }

  /** Admits it with the channels that it has. A second call does nothing. */
  admit(): void {
    if (this.isSettled) return;
    this.drop();
    const { admission, context, signal } = this.returning;
    admission.channels = [...this.channels];
    admission.ticket = this.ticket;
    const opened = openClient(this.state, admission, context, signal, this.sending);
    if (opened.refusal !== undefined) return;
    this.reader = (opened.body as ReadableStream<Uint8Array>).getReader();
  }

  /** It will not be admitted any more; its response ends empty. */
  drop(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.onSettled();
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.admit();
    if (this.reader === undefined) {
      // The head says 200 already: this makes it come back like a 503 would.
      controller.enqueue(new TextEncoder().encode(`retry: ${retryAfter() * 1000}\n\n`));
      controller.close();
      return;
    }
    const { done, value } = await this.reader.read();
    if (done) controller.close();
    else controller.enqueue(value);
  }

  private async cancel(reason: unknown): Promise<void> {
    this.drop();
    await this.reader?.cancel(reason);
  }
}
