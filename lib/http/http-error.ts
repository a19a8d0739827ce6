/** Thrown in the course of a request: is answered with that status and sentence. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What the answer's JSON holds besides `error`. */
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
