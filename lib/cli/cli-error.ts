/** What a user can mend: its message says what was expected, what came, and what to do. */
export class CliError extends Error {
  override name = 'CliError';

  constructor(
    message: string,
    /** One of `exitCodes`. */
    readonly exitCode = 3,
  ) {
    super(message);
  }
}
