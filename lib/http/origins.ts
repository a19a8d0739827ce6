import { describe, InvalidArgumentError } from '../server/errors.js';

/**
 * The origins of a list, to be looked up. There is no wildcard, and nothing to match by pattern.
 * @param name how the option is called, for the error
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
