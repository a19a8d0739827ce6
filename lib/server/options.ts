import { type BroadcasterState, openBroadcaster } from 'ssecast/native';
import type {
  BackplaneQueueOptions,
  BackplaneSettings,
  MaybeBackplane,
} from '../backplane/options.js';
import type {
  BroadcasterOptions,
  HistoryLimits,
  HistoryOptions,
  Logger,
  RateLimit,
  SlowClientPolicy,
} from '../types/options.js';
import { attachBackplane, checkBackplane, isBackplane, kHistoryFile } from './attach-backplane.js';
import { InvalidArgumentError, invalidOption } from './errors.js';
import { attachPresence, toTrackerOptions } from './presence.js';

export type Check = { expected: string; test: (value: unknown) => boolean };

const isNumber = (value: unknown) => typeof value === 'number';
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isRecord = (value: unknown) => isObject(value) && !Array.isArray(value);
const number: Check = { expected: 'a number', test: isNumber };
export const milliseconds: Check = { expected: 'a number of milliseconds', test: isNumber };
const bytes: Check = { expected: 'a number of bytes', test: isNumber };
const text: Check = {
  expected: 'a string that is not empty',
  test: (value) => typeof value === 'string' && value !== '',
};

const policies: readonly SlowClientPolicy[] = ['park', 'disconnect', 'drop-oldest', 'latest'];

/** Types are checked here, before the options become JSON; ranges in C++, which owns the limits. */
const checks: Record<keyof BroadcasterOptions | keyof BackplaneSettings, Check> = {
  name: text,
  heartbeatInterval: milliseconds,
  retryInterval: milliseconds,
  maxConnections: number,
  maxConnectionsPerUser: number,
  connectionTimeout: milliseconds,
  maxConnectionAge: milliseconds,
  history: {
    expected: 'false, or an object',
    test: (value) => value === false || isRecord(value),
  },
  slowClient: {
    expected: "'park', 'disconnect', 'drop-oldest' or 'latest'",
    test: (value) => policies.includes(value as SlowClientPolicy),
  },
  queueBytes: bytes,
  rateLimits: { expected: 'an object', test: isRecord },
  presence: { expected: "an object like { channels: ['room'] }", test: isRecord },
  workers: number,
  directPath: { expected: 'a boolean', test: (value) => typeof value === 'boolean' },
  logger: {
    expected: 'an object with the functions debug, info, warn and error, like console',
    test: isLogger,
  },
  backplane: {
    expected: 'a backplane, like redisBackplane({ url }) of ssecast/redis,',
    test: isBackplane,
  },
  onBackplaneError: {
    expected: 'a function',
    test: (value) => typeof value === 'function',
  },
  backplaneQueue: { expected: 'an object', test: isRecord },
};

const queueChecks: Record<keyof BackplaneQueueOptions, Check> = {
  age: { expected: 'a number of milliseconds, 1 or more,', test: isPositive },
  bytes: { expected: 'a number of bytes, 1 or more,', test: isPositive },
};

const limitChecks: Record<keyof HistoryLimits, Check> = { count: number, bytes, age: milliseconds };

const rateLimitChecks: Record<keyof RateLimit, Check> = { perSecond: number, burst: number };

const historyChecks: Record<keyof HistoryOptions, Check> = {
  ...limitChecks,
  perChannel: { expected: 'an object', test: isRecord },
  file: { ...text, expected: 'the path of a file' },
};

/**
 * Gets or creates the broadcaster of that name, and applies the given options. It opens no connection to a
 * backplane.
 * @throws InvalidArgumentError, RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function openWithOptions(options: BroadcasterOptions & MaybeBackplane): BroadcasterState {
  checkOptions(options);
  const {
    name = 'default',
    logger,
    directPath,
    backplane,
    onBackplaneError,
    backplaneQueue,
    presence,
    ...native
  } = options;
  const tracked = presence && toTrackerOptions(presence);
  checkBackplane(name, backplane, native.history);
  const state = openBroadcaster(name, JSON.stringify(native));
  for (const [option, value] of Object.entries(native)) {
    if (value !== undefined) state.given.add(option);
  }
  if (logger !== undefined) state.logger = logger;
  if (directPath !== undefined) state.directPath = directPath;
  if (native.history && native.history.file !== undefined) {
    state.restoresHistory = true;
    state.given.add(kHistoryFile);
  }
  const { history, maxConnectionsPerUser } = native;
  const settings = { backplane, onBackplaneError, backplaneQueue };
  attachBackplane(state, settings, history, maxConnectionsPerUser);
  if (tracked !== undefined) attachPresence(state, tracked);
  return state;
}

/** Applies defaults: they do not count as options of the application. */
export function applyOptions(state: BroadcasterState, options: BroadcasterOptions): void {
  openBroadcaster(state.name, JSON.stringify(options));
}

function checkOptions(options: BroadcasterOptions & MaybeBackplane): void {
  check('', options, checks);
  if (options.backplaneQueue) check('backplaneQueue.', options.backplaneQueue, queueChecks);
  checkRateLimits(options.rateLimits ?? {});
  if (!options.history) return;
  check('history.', options.history, historyChecks);
  const { perChannel } = options.history;
  if (perChannel !== undefined) check('history.perChannel.', perChannel, limitChecks);
}

function checkRateLimits(limits: NonNullable<BroadcasterOptions['rateLimits']>): void {
  for (const [prefix, limit] of Object.entries(limits)) {
    const name = `rateLimits.${prefix}`;
    if (!isRecord(limit)) throw invalidOption(name, 'an object like { perSecond, burst }', limit);
    check(`${name}.`, limit, rateLimitChecks);
    if (limit.perSecond === undefined)
      throw invalidOption(`${name}.perSecond`, number.expected, undefined);
  }
}

/**
 * Refuses options that are not in the table, and values that do not pass their test.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function check(prefix: string, values: object, table: Record<string, Check>): void {
  if (!isObject(values)) throw invalidOption('options', 'an object', values);
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(table, name)) throw unknownOption(prefix, name, Object.keys(table));
    // Undefined counts as absent, so that `{ workers: settings.workers }` works.
    if (value === undefined || table[name]?.test(value)) continue;
    throw invalidOption(prefix + name, table[name]?.expected ?? '', value);
  }
}

function unknownOption(prefix: string, name: string, known: string[]): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected an option of ssecast but received ${prefix}${name}; the options are ` +
      known.map((each) => prefix + each).join(', '),
  );
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value >= 1 && value <= Number.MAX_SAFE_INTEGER;
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
