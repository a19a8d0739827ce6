import type { Refusal } from './response-headers.js';

/** A client was refused, and there is no response that could say so. */
export class RefusedError extends Error {
  readonly code = 'ERR_SSECAST_REFUSED';
  /** The status that a response would have had: 401, 429 or 503. */
  readonly status: number;

  constructor({ status, text }: Refusal) {
    super(`Expected the broadcaster to admit one more client, but it refused: ${text.trim()}`);
    this.name = 'RefusedError';
    this.status = status;
  }
}
