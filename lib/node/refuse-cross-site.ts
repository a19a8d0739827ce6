import type { IncomingMessage, ServerResponse } from 'node:http';
import { crossSiteText, isAllowedSite, kSiteHeaders } from '../shared/cross-site.js';
import { toOrigins } from '../shared/origins.js';

/** Which pages may use a stream. Those of the server's own origin always may. */
export interface RefuseCrossSiteOptions {
  /** Other origins that may, each like `https://app.example.com`. Default: none. */
  origins?: readonly string[];
  /**
   * Whether `X-Forwarded-Host` and `X-Forwarded-Proto` tell the server's own origin to requests
   * without `Sec-Fetch-Site`. Only behind a proxy that sets both. Default false: the header `Host`.
   */
  trustProxy?: boolean;
}

/**
 * Answers 403 to a request from a page of another site that is not listed. Call it before `accept`,
 * and before anything that changes something in the name of the visitor. It sets `Vary`, and no
 * headers of CORS.
 *
 * @example if (refuseCrossSite(request, response, { origins })) return
 * @returns whether it has answered
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function refuseCrossSite(
  request: IncomingMessage,
  response: ServerResponse,
  { origins = [], trustProxy = false }: RefuseCrossSiteOptions = {},
): boolean {
  const rules = { origins: toOrigins('origins', origins), trustProxy };
  addVary(response);
  if (isAllowedSite((name) => headerOf(request, name), rules)) return false;
  const body = JSON.stringify({ error: `${crossSiteText} in origins.` });
  response.statusCode = 403;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
  return true;
}

/** HTTP/2 has the pseudo-header `:authority` for `Host`. */
function headerOf(request: IncomingMessage, name: string): string | undefined {
  const { headers } = request;
  const value = headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
  return Array.isArray(value) ? value.join(',') : value;
}

function addVary(response: ServerResponse): void {
  const present = response.getHeader('Vary');
  const all = present === undefined ? [] : [present].flat().map(String);
  if (!all.join(', ').includes(kSiteHeaders)) all.push(kSiteHeaders);
  response.setHeader('Vary', all.join(', '));
}
