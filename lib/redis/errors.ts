import { type InvalidArgumentError, invalidArgument } from '../types/errors.js';

/** What went wrong with the log in Redis. The message says what was expected, what came and what to do. */
export class RedisBackplaneError extends Error {
  /** `ERR_SSECAST_REDIS_…` */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RedisBackplaneError';
    this.code = code;
  }
}

/** A batch of which Redis has nothing: it never left this process, or the server refused it as a whole. */
export class NotStoredError extends RedisBackplaneError {
  readonly notStored = true;

  constructor(reason: Error) {
    super('ERR_SSECAST_REDIS_NOT_STORED', reason.message, { cause: reason });
  }
}

/**
 * The code that an error reply of the server begins with, like READONLY. In a script, Redis 6.2 puts the
 * place in the script before it.
 */
export function replyCode({ message }: Error): string | undefined {
  return (/@user_script: ?\d+: -([A-Z_]+)\b/.exec(message) ?? /^([A-Z_]+)\b/.exec(message))?.[1];
}

/** What servers say of a right that is missing in a script. They do not name the command. */
const missesRight = /ACL failure in script|The user executing the script can't/;

export const isMissingRight = ({ message }: Error): boolean => missesRight.test(message);

/** An error reply of the server, with what to do where that is not plain. */
export function explained(error: Error): Error {
  if (!isMissingRight(error)) return error;
  const advice = 'docs/redis.md lists the rights that the user of Redis needs';
  return new Error(`${error.message}; ${advice}`, { cause: error });
}

/** The error for a wrong option of `redisBackplane`. */
export function invalidRedisOption(
  name: string,
  expected: string,
  value: unknown,
  advice?: string,
): InvalidArgumentError {
  const option = `${name} of redisBackplane`;
  return invalidArgument('ERR_SSECAST_INVALID_OPTION', expected, option, value, advice);
}

export const toError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
