import { describe, InvalidArgumentError } from '../server/errors.js';
import { crossSiteText, type HeaderOf, isAllowedSite, kSiteHeaders } from './allowed-site.js';
import { type CorsOptions, createCors } from './cors.js';
import { HttpError } from './http-error.js';

/** Which pages may use a route. Pages of the application's origin always may. */
export interface CrossSiteOptions {
  /** Other origins whose pages may use it and read its answers. Default: none. */
  cors?: CorsOptions | undefined;
  /**
   * `'refuse'`: a request from a page of another site that `cors` does not list is answered 403, before
   * `authorize` is called. `'allow'` switches the check off: any page can then open streams and join
   * channels in the name of its visitor, unless `authorize` checks something that only pages of the
   * application know, like a header. Default `'refuse'`.
   */
  crossSite?: 'refuse' | 'allow' | undefined;
  /**
   * Whether `X-Forwarded-Host` and `X-Forwarded-Proto` are the application's origin, for requests without
   * `Sec-Fetch-Site`. Only behind a proxy that sets both. Default false: the header `Host` is.
   */
  trustProxy?: boolean | undefined;
}

/** The options, applied to the headers of a request. */
export interface CrossSite {
  /** The answer 403 for a page that may not use the route. */
  check(headerOf: HeaderOf): HttpError | undefined;
  /** Headers for every answer to the request. */
  headersFor(headerOf: HeaderOf): Record<string, string>;
  /** Headers for the answer to a preflight. */
  preflightFor(headerOf: HeaderOf): Record<string, string>;
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function createCrossSite(options: CrossSiteOptions): CrossSite {
  const { crossSite = 'refuse', trustProxy = false } = options;
  if (crossSite !== 'refuse' && crossSite !== 'allow') {
    throw invalid(`Expected 'refuse' or 'allow' for crossSite but received ${describe(crossSite)}`);
  }
  if (typeof trustProxy !== 'boolean') {
    throw invalid(`Expected a boolean for trustProxy but received ${describe(trustProxy)}`);
  }
  const cors = createCors(options.cors);
  const rules = { origins: cors.origins, trustProxy };
  // A cache must not give the answer for one site to another site.
  const vary: Record<string, string> =
    crossSite === 'refuse'
      ? { Vary: kSiteHeaders }
      : options.cors === undefined
        ? {}
        : { Vary: 'Origin' };
  return {
    check(headerOf) {
      if (crossSite === 'allow' || isAllowedSite(headerOf, rules)) return undefined;
      return new HttpError(403, `${crossSiteText} in cors.origins.`);
    },
    headersFor: (headerOf) => ({ ...vary, ...cors.headersFor(headerOf('origin')) }),
    preflightFor: (headerOf) => ({ ...vary, ...cors.preflightFor(headerOf('origin')) }),
  };
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_OPTION', message);
}
