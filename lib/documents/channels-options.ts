import { describe, InvalidArgumentError } from '../server/errors.js';
import { type Check, check } from '../server/options.js';
import type { AddClientOptions, SSEServiceConfig } from './channels-types.js';

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function checkService(config: SSEServiceConfig): void {
  if (typeof config !== 'object' || config === null || config.broadcaster === undefined) return;
  if (config.name === undefined) return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected either broadcaster or name but received both, the name is ${describe(config.name)}`,
  );
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** What an identity may be is checked where clients are admitted. */
const any: Check = { expected: '', test: () => true };

const checks: Record<keyof AddClientOptions, Check> = {
  lastEventId: { expected: 'the id of an event', test: (value) => typeof value === 'string' },
  headers: { expected: 'an object of headers', test: isObject },
  signal: { expected: 'an AbortSignal', test: (value) => value instanceof AbortSignal },
  userId: any,
  sessionId: any,
  channels: any,
  metadata: any,
  expiresAt: any,
};

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function checkAddClient(options: AddClientOptions): void {
  check('', options, checks);
}
