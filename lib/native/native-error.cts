/** An error of ssecast that a program can tell apart by its `code`, `ERR_SSECAST_…`. */
export class NativeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NativeError';
    this.code = code;
  }
}

/** Whether a native call was refused for this reason. Errors of the addon are plain ones with a code. */
export function hasCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === code;
}

/** Whether the broadcaster was closed, perhaps by another thread of this process. */
export function isClosed(error: unknown): boolean {
  return hasCode(error, 'ERR_SSECAST_CLOSED');
}
