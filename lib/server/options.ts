import { type BroadcasterState, openBroadcaster } from 'ssecast/native';
import type { BroadcasterOptions, Logger } from '../../types/options.js';
import { describe, InvalidArgumentError } from './errors.js';

type Check = { expected: string; test: (value: unknown) => boolean };

const isNumber = (value: unknown) => typeof value === 'number';
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const number: Check = { expected: 'a number', test: isNumber };
const milliseconds: Check = { expected: 'a number of milliseconds', test: isNumber };

/** Types are checked here, where the value still has one; ranges in C++, which owns the limits. */
const checks: Record<keyof BroadcasterOptions, Check> = {
  name: {
    expected: 'a string that is not empty',
    test: (value) => typeof value === 'string' && value !== '',
  },
  heartbeatInterval: milliseconds,
  retryInterval: milliseconds,
  maxConnections: number,
  connectionTimeout: milliseconds,
  history: {
    expected: 'false, or an object',
    test: (value) => value === false || (isObject(value) && !Array.isArray(value)),
  },
  slowClient: {
    expected: "'park' or 'disconnect'",
    test: (value) => value === 'park' || value === 'disconnect',
  },
  queueBytes: { expected: 'a number of bytes', test: isNumber },
  workers: number,
  directPath: { expected: 'a boolean', test: (value) => typeof value === 'boolean' },
  logger: {
    expected: 'an object with the functions debug, info, warn and error, like console',
    test: isLogger,
  },
};

const historyChecks: Record<string, Check> = {
  count: number,
  bytes: { expected: 'a number of bytes', test: isNumber },
  age: milliseconds,
};

/**
 * Gets or creates the broadcaster that the options name, and applies the options that are given.
 * @throws InvalidArgumentError, RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function openWithOptions(options: BroadcasterOptions): BroadcasterState {
  checkOptions(options);
  const { name = 'default', logger, directPath, ...native } = options;
  const state = openBroadcaster(name, JSON.stringify(native));
  if (logger !== undefined) state.logger = logger;
  if (directPath !== undefined) state.directPath = directPath;
  return state;
}

/** Throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for an unknown name or a wrong type. */
function checkOptions(options: BroadcasterOptions): void {
  if (!isObject(options)) throw invalidOption('options', 'an object', options);
  check('', options, checks);
  if (isObject(options.history)) check('history.', options.history as object, historyChecks);
}

function check(prefix: string, values: object, table: Record<string, Check>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(table, name)) throw unknownOption(prefix, name, Object.keys(table));
    // Absent and undefined are the same, so that `{ workers: settings.workers }` works.
    if (value === undefined || table[name]?.test(value)) continue;
    throw invalidOption(prefix + name, table[name]?.expected ?? '', value);
  }
}

function invalidOption(name: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected ${expected} for ${name} but received ${describe(value)}`,
  );
}

function unknownOption(prefix: string, name: string, known: string[]): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected an option of ssecast but received ${prefix}${name}; there are ` +
      known.map((each) => prefix + each).join(', '),
  );
}

function isLogger(value: unknown): boolean {
  const logger = value as Partial<Record<keyof Logger, unknown>> | null;
  return (
    isObject(logger) &&
    typeof logger?.debug === 'function' &&
    typeof logger.info === 'function' &&
    typeof logger.warn === 'function' &&
    typeof logger.error === 'function'
  );
}
