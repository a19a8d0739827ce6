import { describe, InvalidArgumentError } from '../server/errors.js';

/**
 * The origins of a list, as a set. There are no wildcards and no patterns.
 * @param name of the option, for the error
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function toOrigins(name: string, origins: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(origins)) {
    throw invalid(`Expected an array of origins for ${name} but received ${describe(origins)}`);
  }
  for (const origin of origins) {
    if (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin) {
      continue;
    }
    throw invalid(
      `Expected an origin like https://app.example.com, without a path, for ${name} but received ` +
        `${describe(origin)}${origin === '*' ? '; list the origins that may read the stream' : ''}`,
    );
  }
  return new Set(origins);
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_OPTION', message);
}
