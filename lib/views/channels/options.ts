import { describe, InvalidArgumentError } from '../../server/errors.js';
import { type Check, check } from '../../server/options.js';
import type { AddClientOptions, SSEServiceConfig } from './types.js';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function checkService(config: SSEServiceConfig): void {
  // Throws for anything but an object; `openWithOptions` checks the options in it.
  if (!isObject(config)) check('', config, {});
  if (config.broadcaster === undefined || config.name === undefined) return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected either broadcaster or name but received both, the name is ${describe(config.name)}`,
  );
}

/** `toAdmission` checks the identity. */
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
