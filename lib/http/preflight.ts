import type { CrossSite } from './cross-site.js';
import type { Exchange } from './exchange.js';

/** The methods that a route answers, for the header `Allow`. */
export const kMethods = 'GET, HEAD, POST, OPTIONS';

/** Answers OPTIONS: the preflight of a page of a listed origin, and the methods for every other client. */
export function answerPreflight<Sent>(
  exchange: Exchange<unknown, Sent>,
  crossSite: CrossSite,
): Sent {
  const headers = crossSite.preflightFor(exchange.header);
  return exchange.sendEmpty(204, { ...headers, Allow: kMethods });
}
