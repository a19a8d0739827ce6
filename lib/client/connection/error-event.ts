import type { Failure, FailureCode } from '../stream/failure.js';

/** What `onError` receives: an `Event`, as from an `EventSource`, that also says what happened. */
export class SSEErrorEvent extends Event {
  readonly code: FailureCode;
  readonly message: string;
  /** HTTP status, if the server answered. */
  readonly status: number | undefined;
  /** The channel that the server refused, for `ERR_SSECAST_CHANNEL_REFUSED`. */
  readonly channel: string | undefined;
  /** True when the connection stays closed until `connect()` or `reconnect()`. */
  readonly final: boolean;
  /** What `fetch` or the stream threw, if it did. */
  readonly cause: unknown;

  constructor(failure: Failure, message: string, final: boolean) {
    super('error');
    this.code = failure.code;
    this.message = message;
    this.status = failure.status;
    this.channel = failure.channel;
    this.final = final;
    this.cause = failure.cause;
  }
}
