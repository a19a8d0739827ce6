import type { RouteSettings } from './settings.js';

/**
 * The headers that the page of a browser sends. Those of the command line have the last word.
 * @param from where the page is; `undefined`: on the origin of the route
 */
export function browserHeaders(
  { url, headers }: Pick<RouteSettings, 'url' | 'headers'>,
  from?: string,
): Record<string, string> {
  return {
    accept: 'text/event-stream',
    // Browsers offer brotli over TLS only.
    'accept-encoding': url.protocol === 'https:' ? 'gzip, deflate, br' : 'gzip, deflate',
    'cache-control': 'no-cache',
    'user-agent': 'Mozilla/5.0 (compatible; ssecast doctor)',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    'sec-fetch-site': from === undefined ? 'same-origin' : 'cross-site',
    ...(from === undefined ? {} : { origin: from }),
    ...headers,
  };
}
