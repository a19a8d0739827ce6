/** A header of a request by its lower-case name; null when it has none. */
export type HeaderOf = (name: string) => string | null | undefined;

/** Who may ask. */
export interface SiteRules {
  /** Other origins that may. */
  origins: ReadonlySet<string>;
  /** `X-Forwarded-Host` and `X-Forwarded-Proto` come from a proxy of the app's own. */
  trustProxy: boolean;
}

/** What the answers of a route that asks `isAllowedSite` depend on. */
export const kSiteHeaders = 'Origin, Sec-Fetch-Site';

export const crossSiteText =
  'Pages of another site may not use this event stream. To allow one, list its origin';

/**
 * Whether the page that sent a request may send it: one of the app's own origin or of one that is
 * listed. Cookies travel with requests that other sites make, so without this anybody's page could
 * open streams, and join channels, in the name of its visitor.
 *
 * `Sec-Fetch-Site` tells by itself, and no page can set it. Without it (plain HTTP, and browsers
 * before 2023) the origin has to be the request's own. With neither header nothing was sent by a page
 * that could read the answer: curl, native clients, servers.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isAllowedSite(headerOf: HeaderOf, rules: SiteRules): boolean {
  const site = headerOf('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return true;
  const origin = headerOf('origin');
  if (origin && rules.origins.has(origin)) return true;
  if (site) return false;
  return !origin || isOwn(origin, headerOf, rules.trustProxy);
}

/**
 * `null`, which sandboxed pages and files send, is nobody's own, nor is the origin of an extension.
 * Without a trusted proxy the scheme is not known, because whoever ends TLS may be another: the host
 * alone decides.
 */
function isOwn(origin: string, headerOf: HeaderOf, trustProxy: boolean): boolean {
  if (!URL.canParse(origin)) return false;
  const scheme = (trustProxy && first(headerOf('x-forwarded-proto'))) || origin.split(':', 1)[0];
  const host = (trustProxy && first(headerOf('x-forwarded-host'))) || headerOf('host');
  const own = `${scheme}://${host}`;
  // Through the parser: it knows that https://a:443 is https://a, and gives no other schemes an origin.
  return Boolean(host) && URL.canParse(own) && new URL(own).origin === origin;
}

/** Of a list that grew from proxy to proxy, what the browser asked for. */
function first(list: string | null | undefined): string | undefined {
  return list?.split(',', 1)[0]?.trim();
}
