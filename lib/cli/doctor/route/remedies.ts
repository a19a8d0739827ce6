import type { Observation } from './observe.js';
import { proxiesOf } from './proxies.js';

const kNginx =
  'nginx, in the location of the route:  proxy_buffering off;\n' +
  'nginx, if it is there, remove:  proxy_ignore_headers X-Accel-Buffering;';

/** The lines that make a proxy pass events on at once, as docs/proxies.md has them. */
const unbuffered: Readonly<Record<string, string>> = {
  nginx: kNginx,
  Apache: 'Apache:  ProxyPass "/" "http://127.0.0.1:3000/" flushpackets=on',
  Caddy: 'Caddy:  reverse_proxy 127.0.0.1:3000 { flush_interval -1 }',
  Cloudflare: 'Cloudflare, for the route: a cache rule that bypasses the cache, and no compression',
  Vercel: 'Vercel functions end soon: run the app as a Node.js server instead, with `next start`',
};

const kInRoute =
  "in the route:  response.setHeader('X-Accel-Buffering', 'no'); response.flushHeaders();\n" +
  'in the route, for each event when it happens:  response.write(event);';

/** What stops a stream from being held back, on the way that was seen. */
export function unbufferedBy(seen: Observation, isOwn: boolean): string {
  const lines = proxiesOf(seen).flatMap(({ name }) => unbuffered[name] ?? []);
  // ssecast writes at once, and says so to proxies.
  if (!isOwn) lines.push(kInRoute);
  // Then it may be any: the most usual one.
  if (lines.length === 0) lines.push(kNginx);
  return [...lines, 'docs/proxies.md has whole configurations'].join('\n');
}

/** The lines that leave streams uncompressed. They name the route `ROUTE`. */
const uncompressed: Readonly<Record<string, string>> = {
  nginx: 'nginx:  remove text/event-stream from gzip_types (and from brotli_types)',
  Apache: "Apache:  SetEnvIf Request_URI '^ROUTE' no-gzip=1",
  Caddy: 'Caddy:  @compressed not path ROUTE*\n        encode @compressed gzip',
  Cloudflare: "Cloudflare, in the route:  'Cache-Control': 'no-cache, no-transform'",
};

export function uncompressedBy(seen: Observation, isOwn: boolean): string {
  const lines = proxiesOf(seen)
    .flatMap(({ name }) => uncompressed[name] ?? [])
    .map((line) => line.replaceAll('ROUTE', seen.settings.url.pathname));
  if (!isOwn) {
    lines.push(
      "in the route:  response.setHeader('Cache-Control', 'no-cache, no-transform');",
      'or, with the middleware compression, after each event:  response.flush();',
    );
  } else if (lines.length === 0) {
    lines.push(
      'haproxy:  compression type text/html text/css application/javascript application/json',
      'other proxies:  leave text/event-stream out of the types that they compress',
    );
  }
  return lines.join('\n');
}
