/** Why there is no stream, or none any more. */
export type FailureCode =
  | 'ERR_SSECAST_UNREACHABLE'
  | 'ERR_SSECAST_CONNECTION_LOST'
  | 'ERR_SSECAST_UNAUTHORIZED'
  | 'ERR_SSECAST_FORBIDDEN'
  | 'ERR_SSECAST_BAD_RESPONSE'
  | 'ERR_SSECAST_EVENT_TOO_LARGE'
  | 'ERR_SSECAST_CHANNEL_REFUSED'
  | 'ERR_SSECAST_OPTION_FAILED';

export interface Failure {
  code: FailureCode;
  /** A sentence without its full stop. */
  message: string;
  /** Trying again cannot help. */
  final?: boolean;
  /** HTTP status, if the server answered. */
  status?: number;
  /** Milliseconds the server asked to stay away, an hour at most. */
  retryAfter?: number | undefined;
  /** The channel that the server refused. */
  channel?: string;
  /** What `fetch` or the stream threw. */
  cause?: unknown;
}
