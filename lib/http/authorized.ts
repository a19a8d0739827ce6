import type { Identity } from '../../types/options.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { HttpError } from './http-error.js';

/** What a request may be answered with: the identity of the client, or a response of the app's own. */
export type Authorized = Identity | Response | undefined | null;

/** The keys of what `authorize` gives that no identity has. `Answerer`: what it may give back besides. */
type UnknownKeys<Given, Answerer> = 0 extends 1 & Given
  ? never
  : Given extends Response | Answerer | null | undefined
    ? never
    : Exclude<keyof Given, keyof Identity>;

/** What a misspelt identity is compared with, for the sentence of the compiler. */
export interface NoKeyOfAnIdentity<Key> {
  readonly noKeyOfAnIdentity: Key;
}

/**
 * Options whose `authorize` gives an identity and nothing else. What an `async` function gives is not
 * checked for unknown keys by itself, because its type is inferred.
 */
export type ExactlyAuthorized<Given, Answerer = never> = [UnknownKeys<Given, Answerer>] extends [
  never,
]
  ? unknown
  : { authorize(...given: never): NoKeyOfAnIdentity<UnknownKeys<Given, Answerer>> };

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
    'Expected an identity like { userId }, a Response, or undefined for nobody from authorize but ' +
      `received ${describe(authorized)}`,
  );
}
