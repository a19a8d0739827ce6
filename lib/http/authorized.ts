import { describe, InvalidArgumentError } from '../server/errors.js';
import type { Identity } from '../types/options.js';
import { HttpError } from './http-error.js';

/** What `authorize` may return: the identity of the client, or a response of the application. */
export type Authorized = Identity | Response | undefined | null;

/** The keys that `authorize` returns and no identity has. `AppResponse`: a response that it may return, too. */
type UnknownKeys<Given, AppResponse> = 0 extends 1 & Given
  ? never
  : Given extends Response | AppResponse | null | undefined
    ? never
    : Exclude<keyof Given, keyof Identity>;

/** The compiler compares a misspelt identity with this type, and its message names the key. */
export interface NoKeyOfAnIdentity<Key> {
  readonly noKeyOfAnIdentity: Key;
}

/**
 * Options whose `authorize` returns no key that an identity does not have. TypeScript does not check that
 * for an `async` function, because it infers its type.
 */
export type ExactlyAuthorized<Given, AppResponse = never> = [
  UnknownKeys<Given, AppResponse>,
] extends [never]
  ? unknown
  : { authorize(...given: never): NoKeyOfAnIdentity<UnknownKeys<Given, AppResponse>> };

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for anything but a function */
export function checkAuthorize(authorize: unknown, advice: string): void {
  if (typeof authorize === 'function') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a function for authorize but received ${describe(authorize)}. No client is let in ` +
      `by default: ${advice}`,
  );
}

/**
 * What `authorize` returned: an identity, whose keys `toAdmission` checks, or a response. Any other value
 * is an error, even `false`: a client that is let in by mistake would read as a client without a user.
 * @throws HttpError 401; InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`
 */
export function checkAuthorized<Given>(authorized: Given): NonNullable<Given> {
  if (authorized === undefined || authorized === null) {
    throw new HttpError(401, 'Not authorized to use this event stream');
  }
  if (typeof authorized === 'object' && !Array.isArray(authorized)) return authorized;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_IDENTITY',
    'Expected authorize to return an identity like { userId }, a Response, or undefined to refuse the ' +
      `client, but received ${describe(authorized)}`,
  );
}
