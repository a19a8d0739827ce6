import type { Identity } from '../../types/options.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { Refusal } from './refusal.js';

/** What a request may be answered with: the identity of the client, or a response of the app's own. */
export type Authorized = Identity | Response | undefined | null;

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for anything but a function */
export function checkAuthorize(authorize: unknown, advice: string): void {
  if (typeof authorize === 'function') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a function for authorize but received ${describe(authorize)}. Nobody is let in by ` +
      `default: ${advice}`,
  );
}

/**
 * What `authorize` gave, where it let somebody in or answered. Anything but an object is an error: it is
 * no identity, and spread it would be one of nobody in particular, even `false`.
 * @throws Refusal 401; InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`
 */
export function checkAuthorized<Given>(authorized: Given): NonNullable<Given> {
  if (authorized === undefined || authorized === null) {
    throw new Refusal(401, 'Not authorized to use this event stream');
  }
  if (typeof authorized === 'object' && !Array.isArray(authorized)) return authorized;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_IDENTITY',
    'Expected an identity like { userId }, a Response, or undefined for nobody from authorize but ' +
      `received ${describe(authorized)}`,
  );
}
