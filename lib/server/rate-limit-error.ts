import { hasCode } from 'ssecast/native';

/** The error of C++ for a publish above a rate limit. */
interface NativeRateLimitError {
  message: string;
  retryAfter: number;
  channel: string;
}

/**
 * A publish above one of `rateLimits`: nothing was sent to anybody. Publishing it again after
 * `retryAfter` milliseconds passes, if nothing else is published to the channel meanwhile.
 */
export class RateLimitError extends Error {
  readonly code = 'ERR_SSECAST_RATE_LIMITED';
  /** Whole milliseconds, at least 1. */
  readonly retryAfter: number;
  /** The channel of the target that has to wait longest, like `workspace:7`. */
  readonly channel: string;

  constructor({ message, retryAfter, channel }: NativeRateLimitError) {
    super(message);
    this.name = 'RateLimitError';
    this.retryAfter = retryAfter;
    this.channel = channel;
  }
}

/** The addon's errors are plain ones: this one as its class, every other as it is. */
export function asRateLimitError(error: unknown): unknown {
  if (!hasCode(error, 'ERR_SSECAST_RATE_LIMITED')) return error;
  return error instanceof RateLimitError
    ? error
    : new RateLimitError(error as NativeRateLimitError);
}
