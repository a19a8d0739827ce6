import { describe, InvalidArgumentError } from '../server/errors.js';

/** Which other origins may read the stream. Without it, only pages of the app's own origin can. */
export interface CorsOptions {
  /** Origins, each like `https://app.example.com`. There is no wildcard. */
  origins: readonly string[];
  /** Whether browsers may send cookies along. Default false. */
  credentials?: boolean;
}

/** What `cors` means for the answers to requests. */
export interface Cors {
  /** Headers for every answer to a request of that origin. */
  headersFor(origin: string | null): Record<string, string>;
  /** Headers for the answer to a preflight of that origin. */
  preflightFor(origin: string | null): Record<string, string>;
}

/**
 * The origin is looked up, never reflected; and named, never `*`, which browsers refuse with
 * credentials. `Vary` keeps caches from giving the answer for one origin to another.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(options: CorsOptions | undefined): Cors {
  if (options === undefined) return { headersFor: () => ({}), preflightFor: () => ({}) };
  const listed = new Set(checked(options.origins));
  const headersFor = (origin: string | null): Record<string, string> => {
    if (origin === null || !listed.has(origin)) return { Vary: 'Origin' };
    return {
      Vary: 'Origin',
      'Access-Control-Allow-Origin': origin,
      ...(options.credentials ? { 'Access-Control-Allow-Credentials': 'true' } : undefined),
    };
  };
  return {
    headersFor,
    preflightFor: (origin) => ({
      ...headersFor(origin),
      ...(origin !== null && listed.has(origin)
        ? {
            'Access-Control-Allow-Methods': 'GET, HEAD',
            'Access-Control-Allow-Headers':
              'Authorization, Cache-Control, Content-Type, Last-Event-ID',
            'Access-Control-Max-Age': '600',
          }
        : undefined),
    }),
  };
}

function checked(origins: readonly string[]): readonly string[] {
  if (!Array.isArray(origins)) {
    throw invalid(
      `Expected an array of origins for cors.origins but received ${describe(origins)}`,
    );
  }
  for (const origin of origins) {
    if (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin) {
      continue;
    }
    throw invalid(
      'Expected an origin like https://app.example.com, without a path, for cors.origins but received ' +
        `${describe(origin)}${origin === '*' ? '; list the origins that may read the stream' : ''}`,
    );
  }
  return origins;
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_OPTION', message);
}
