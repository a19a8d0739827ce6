import { hasCode } from 'ssecast/native';

/** The error of C++ for a publish above a rate limit. */
interface NativeRateLimitError {
  message: string;
  retryAfter: number;
  channel: string;
}

/**
 * A publish above one of `rateLimits`. Nothing was sent. The same publish succeeds after `retryAfter`
 * milliseconds, if nothing else is published to the channel meanwhile.
 */
export class RateLimitError extends Error {
  readonly code = 'ERR_SSECAST_RATE_LIMITED';
  /** Whole milliseconds, at least 1. */
  readonly retryAfter: number;
  /** The channel of the target with the longest wait, like `workspace:7`. */
  readonly channel: string;

  constructor({ message, retryAfter, channel }: NativeRateLimitError) {
    super(message);
    this.name = 'RateLimitError';
    this.retryAfter = retryAfter;
    this.channel = channel;
  }
}

/** Makes a `RateLimitError` of the addon's plain error. Every other error stays as it is. */
export function asRateLimitError(error: unknown): unknown {
  if (!hasCode(error, 'ERR_SSECAST_RATE_LIMITED')) return error;
  return error instanceof RateLimitError
    ? error
    : new RateLimitError(error as NativeRateLimitError);
}
