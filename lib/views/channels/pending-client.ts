import {
  type BroadcasterState,
  createClientBody,
  createSending,
  type NativeAdmission,
  type RequestContext,
  type Sending,
} from 'ssecast/native';
import { awaitBackplane } from '../../server/await-backplane.js';
import { openClient } from '../../server/open-client.js';
import { retryAfter } from '../../server/response-headers.js';

/** A client that comes back, with its cursor. */
export interface Returning {
  id: string;
  /** The client as it will be admitted, but for its channels and its ticket. */
  admission: NativeAdmission;
  metadata: Record<string, unknown>;
  context: RequestContext | undefined;
  signal: AbortSignal | undefined;
}

/**
 * A client that comes back and is not admitted yet. Its channels at the admission decide what it gets from
 * the history, so the admission waits until they are known, or needed.
 */
export class PendingClient {
  readonly createdAt = Date.now();
  readonly channels: Set<string>;
  readonly body: BodyInit;
  private readonly sending: Sending | undefined;
  private readonly ticket: number;
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private isSettled = false;

  /** @param onSettled called when the client was admitted, refused or dropped */
  constructor(
    private readonly state: BroadcasterState,
    private readonly returning: Returning,
    private readonly onSettled: () => void,
  ) {
    const { admission, context } = returning;
    this.channels = new Set(admission.channels);
    // Taken now, so that a revocation before the admission counts.
    this.ticket = state.native.ticket();
    this.sending = context && createSending(context);
    const source = {
      pull: (controller: ReadableStreamDefaultController<Uint8Array>) => this.pull(controller),
      cancel: (reason: unknown) => this.cancel(reason),
    };
    // Node's type of a web stream is not the one of lib.dom, though the object is the same.
    this.body = createClientBody(source, this.sending) as unknown as BodyInit;
  }

  /** Admits the client with its channels. A second call does nothing. */
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

  /** Gives the client up; its response ends empty. */
  drop(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.onSettled();
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    // Only then: without a wait, the direct path is chosen in the run of code that pulls.
    if (this.state.backplane !== undefined && !this.isSettled) await this.prepare();
    this.admit();
    if (this.reader === undefined) {
      // The head with 200 is sent already. This makes the client retry, as 503 would.
      controller.enqueue(new TextEncoder().encode(`retry: ${retryAfter() * 1000}\n\n`));
      controller.close();
      return;
    }
    const { done, value } = await this.reader.read();
    if (done) controller.close();
    else controller.enqueue(value);
  }

  /** Waits for a backplane, unless something admits the client meanwhile. */
  private async prepare(): Promise<void> {
    const { admission, signal } = this.returning;
    const isGone = () => this.isSettled || (signal?.aborted ?? false);
    admission.channels = [...this.channels];
    const refusal = await awaitBackplane(this.state, admission, isGone);
    if (refusal !== undefined) this.drop();
  }

  private async cancel(reason: unknown): Promise<void> {
    this.drop();
    await this.reader?.cancel(reason);
  }
}
