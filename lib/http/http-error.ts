/** Thrown while a request is answered: the answer has this status, and this message as its `error`. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Fields of the answer's JSON besides `error`. */
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The answer as JSON. */
  get body(): Record<string, unknown> {
    return { error: this.message, ...this.details };
  }
}
