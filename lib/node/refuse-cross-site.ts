import type { IncomingMessage, ServerResponse } from 'node:http';
import { crossSiteText, isAllowedSite, kSiteHeaders } from '../http/allowed-site.js';
import { toOrigins } from '../http/origins.js';
import { headerOf, setHeaders } from './headers.js';

/** Which pages may use a stream. Pages of the server's own origin always may. */
export interface RefuseCrossSiteOptions {
  /** Other origins whose pages may use it, each like `https://app.example.com`. Default: none. */
  origins?: readonly string[] | undefined;
  /**
   * Whether `X-Forwarded-Host` and `X-Forwarded-Proto` are the server's own origin, for requests without
   * `Sec-Fetch-Site`. Only behind a proxy that sets both. Default false: the header `Host` is.
   */
  trustProxy?: boolean | undefined;
}

/**
 * Answers 403 to a request from a page of another site that is not listed. Call it before `accept`, and
 * before a request changes anything in the name of its visitor. It sets `Vary`, and no headers of CORS.
 *
 * @example if (refuseCrossSite(request, response, { origins })) return
 * @returns whether it has answered the request
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function refuseCrossSite(
  request: IncomingMessage,
  response: ServerResponse,
  { origins = [], trustProxy = false }: RefuseCrossSiteOptions = {},
): boolean {
  const rules = { origins: toOrigins('origins', origins), trustProxy };
  setHeaders(response, { Vary: kSiteHeaders });
  if (isAllowedSite((name) => headerOf(request, name), rules)) return false;
  const body = JSON.stringify({ error: `${crossSiteText} in origins.` });
  response.statusCode = 403;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
  return true;
}
