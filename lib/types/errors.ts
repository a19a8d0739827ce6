/** A wrong argument. The message says what was expected, what came and what to do. */
export class InvalidArgumentError extends TypeError {
  /** `ERR_SSECAST_INVALID_…` */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The error for an argument of the wrong kind. Every such sentence has the same parts: what was
 * expected, for which argument, what came, and what to do about it.
 * @param code `ERR_SSECAST_INVALID_…`
 */
export function invalidArgument(
  code: string,
  expected: string,
  name: string,
  value: unknown,
  advice?: string,
): InvalidArgumentError {
  const sentence = `Expected ${expected} for ${name} but received ${describe(value)}`;
  return new InvalidArgumentError(code, advice === undefined ? sentence : `${sentence}; ${advice}`);
}

export function invalidOption(
  name: string,
  expected: string,
  value: unknown,
): InvalidArgumentError {
  return invalidArgument('ERR_SSECAST_INVALID_OPTION', expected, name, value);
}

/** A value, for a message: its type, and the value itself where that is short. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `the ${typeof value} ${value}`;
    case 'object': {
      const name = value.constructor?.name;
      return name === undefined || name === 'Object'
        ? `an object with the keys ${JSON.stringify(Object.keys(value).slice(0, 10))}`
        : `an instance of ${name}`;
    }
    default:
      return `a ${typeof value}`;
  }
}
