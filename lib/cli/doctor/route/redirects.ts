import type { RouteSettings } from './settings.js';
import type { Watched } from './watch-stream.js';

export interface Redirect {
  status: number;
  to: URL;
}

/** Browsers follow 20. */
const kMaxRedirects = 10;
const kStatuses = [301, 302, 303, 307, 308];

/**
 * Follows redirects as a browser does: what proves who asks stays on its origin.
 * @returns the settings for the address where they end
 */
export async function follow(
  asked: RouteSettings,
  watch: (settings: RouteSettings) => Promise<Watched>,
): Promise<{ watched: Watched; settings: RouteSettings; redirects: Redirect[] }> {
  const redirects: Redirect[] = [];
  let settings = asked;
  for (;;) {
    const watched = await watch(settings);
    const to = targetOf(watched, settings.url);
    if (to === undefined || redirects.length === kMaxRedirects) {
      return { watched, settings, redirects };
    }
    redirects.push({ status: watched.head?.status ?? 0, to });
    const isHome = to.origin === asked.url.origin;
    settings = { ...settings, url: to, headers: isHome ? asked.headers : {} };
  }
}

function targetOf({ head }: Watched, from: URL): URL | undefined {
  if (head === undefined || !kStatuses.includes(head.status)) return undefined;
  const { location } = head.headers;
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : undefined;
}
