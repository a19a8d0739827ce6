import type { Observation } from './observe.js';

type Headers = Readonly<Record<string, string>>;

/** A program or a service between the server and the client. */
export interface Proxy {
  name: string;
  /** The header that gives it away. */
  evidence: string;
}

interface Known {
  name: string;
  header: string;
  pattern?: RegExp;
}

/** What they add to answers. The first entry of a name counts. */
const known: readonly Known[] = [
  { name: 'Cloudflare', header: 'cf-ray' },
  { name: 'Vercel', header: 'x-vercel-id' },
  { name: 'Netlify', header: 'x-nf-request-id' },
  { name: 'Amazon CloudFront', header: 'x-amz-cf-id' },
  { name: 'AWS ALB', header: 'set-cookie', pattern: /AWSALB/ },
  { name: 'AWS ALB', header: 'server', pattern: /awselb/i },
  { name: 'Heroku', header: 'via', pattern: /vegur|heroku/i },
  { name: 'Fly.io', header: 'fly-request-id' },
  { name: 'Fastly', header: 'x-served-by', pattern: /^cache-/ },
  { name: 'Envoy', header: 'x-envoy-upstream-service-time' },
  { name: 'Envoy', header: 'server', pattern: /envoy/i },
  { name: 'nginx', header: 'server', pattern: /nginx|openresty|tengine/i },
  { name: 'Caddy', header: 'server', pattern: /caddy/i },
  { name: 'Caddy', header: 'via', pattern: /caddy/i },
  { name: 'Apache', header: 'server', pattern: /apache/i },
  { name: 'Varnish', header: 'x-varnish' },
  { name: 'Varnish', header: 'via', pattern: /varnish/i },
];

/** Headers of proxies whose kind they do not tell. */
const kAnyProxy = ['via', 'x-cache', 'x-cache-status', 'x-proxy-cache'];

/** All heads that came from the way to the server. */
export function headsOf({ stream, plain, front, uncompressed }: Observation): Headers[] {
  return [stream.head, ...plain, front, uncompressed?.head].flatMap((head) =>
    head === undefined ? [] : [head.headers],
  );
}

/** The proxies that show themselves. Some, such as haproxy, add nothing to an answer. */
export function proxiesOf(seen: Observation): Proxy[] {
  const found = new Map<string, string>();
  for (const headers of headsOf(seen)) {
    for (const { name, header, pattern } of known) {
      const value = headers[header];
      if (value === undefined || !(pattern?.test(value) ?? true)) continue;
      if (!found.has(name)) found.set(name, `${header}: ${short(value)}`);
    }
    if (found.size > 0) continue;
    const header = kAnyProxy.find((each) => headers[each] !== undefined);
    if (header !== undefined) found.set('a proxy', `${header}: ${short(headers[header] ?? '')}`);
  }
  return [...found].map(([name, evidence]) => ({ name, evidence }));
}

export const isBehind = (seen: Observation, name: string): boolean =>
  proxiesOf(seen).some((proxy) => proxy.name === name);

const short = (value: string): string => (value.length > 60 ? `${value.slice(0, 60)}…` : value);
