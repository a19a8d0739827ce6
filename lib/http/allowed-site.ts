/** Gets a header of a request by its lower-case name; null or undefined when the request has none. */
export type HeaderOf = (name: string) => string | null | undefined;

/** The pages that may send requests. */
export interface SiteRules {
  /** Other origins whose pages may. */
  origins: ReadonlySet<string>;
  /** `X-Forwarded-Host` and `X-Forwarded-Proto` come from a proxy of the application. */
  trustProxy: boolean;
}

/** The headers that decide in `isAllowedSite`, for `Vary`. */
export const kSiteHeaders = 'Origin, Sec-Fetch-Site';

export const crossSiteText =
  'Pages of another site may not use this event stream. To allow one, list its origin';

/**
 * Whether the page that sent a request may send it: a page of the application's origin, or of a listed
 * one. Browsers send cookies with requests of other sites. Without this check, any page could open
 * streams and join channels in the name of its visitor.
 *
 * `Sec-Fetch-Site` decides alone, and no page can set it. Without it (plain HTTP, and browsers before
 * 2023) the origin has to be that of the request. A request with neither header comes from no page that
 * could read the answer, but from curl, a native client or a server.
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
 * `null`, which sandboxed pages and files send, is no origin of an application; neither is that of an
 * extension. Without a trusted proxy the scheme is unknown, because a proxy may end TLS: the host alone
 * decides.
 */
function isOwn(origin: string, headerOf: HeaderOf, trustProxy: boolean): boolean {
  if (!URL.canParse(origin)) return false;
  const scheme = (trustProxy && first(headerOf('x-forwarded-proto'))) || origin.split(':', 1)[0];
  const host = (trustProxy && first(headerOf('x-forwarded-host'))) || headerOf('host');
  const own = `${scheme}://${host}`;
  // The parser makes https://a:443 equal to https://a, and gives no origin to other schemes.
  return Boolean(host) && URL.canParse(own) && new URL(own).origin === origin;
}

/** Each proxy appends to the list, so its first entry is what the browser asked for. */
function first(list: string | null | undefined): string | undefined {
  return list?.split(',', 1)[0]?.trim();
}
