import { describe, InvalidArgumentError } from '../server/errors.js';
import type { Identity } from '../types/options.js';
import { HttpError } from './http-error.js';

/** What `authorize` may return: the identity of the client, or a response of the application. */
export type Authorized = Identity | Response | undefined | null;

/** The keys that `authorize` returns and no identity has. `AppResponse`: a response that it may return, too. */
export type UnknownKeys<Given, AppResponse = never> = 0 extends 1 & Given
  ? never
  : Given extends Response | AppResponse | null | undefined
    ? never
    : Given extends object
      ? Exclude<keyof Given, keyof Identity>
      : never;

/**
 * What `authorize` returns: `Given`, where that is `Allowed`. For a key that no identity has it is a sentence,
 * which the compiler shows. TypeScript does not check the keys that an `async` function returns, because it
 * infers them.
 */
export type Authorizing<Given, Allowed, AppResponse = never> = [
  UnknownKeys<Given, AppResponse>,
] extends [never]
  ? IsAllowed<Given, Allowed> extends true
    ? Given | Promise<Given>
    : Allowed | Promise<Allowed>
  : UnknownKey<UnknownKeys<Given, AppResponse>>;

/** Apart from `Authorizing`: `Given` in the branch of its own condition is not inferred. */
type IsAllowed<Given, Allowed> = [Given] extends [Allowed] ? true : false;

type UnknownKey<Key> = Key extends string
  ? `'${Key}' is not a key of an identity. ${Advice<Meant<Key>>}`
  : 'The keys of an identity are strings.';

type Advice<Key extends string> = [Key] extends [never]
  ? 'Its keys are clientId, userId, sessionId, channels, metadata and expiresAt.'
  : `Did you mean '${Key}'?`;

/** The key of an identity with the same two first letters, which no other key has. */
type Meant<Key extends string> =
  Lowercase<Key> extends `${infer First}${infer Second}${string}`
    ? Extract<keyof Identity, `${First}${Second}${string}`>
    : never;

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
