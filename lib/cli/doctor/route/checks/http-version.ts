import { isIP } from 'node:net';
import { type Finding, ok, warning } from '../../finding.js';
import type { Observation } from '../observe.js';

const kCheck = 'http';

/** Browsers open six connections to a host over HTTP/1.1, in all tabs together. */
export function checkHttpVersion({ stream, settings: { url } }: Observation): Finding[] {
  const version = stream.head?.httpVersion;
  if (version === undefined) return [];
  if (version === '2') return [ok(kCheck, 'HTTP/2: any number of tabs share one connection')];
  if (isLocal(url.hostname)) {
    return [ok(kCheck, `HTTP/${version} on this machine or network: six streams for a browser`)];
  }
  const remedy =
    (url.protocol === 'https:'
      ? 'nginx:  listen 443 ssl http2;'
      : 'serve it over https, with HTTP/2; nginx:  listen 443 ssl http2;') +
    "\nor in the page, one stream for all tabs:  createHooks<typeof live>({ tabs: 'shared' })";
  const text = `HTTP/${version}: a browser opens six connections to a host, so a seventh tab waits`;
  return [warning(kCheck, text, remedy)];
}

/** Where one tries things out: loopback and private addresses. */
function isLocal(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  if (isIP(name) === 0)
    return name === 'localhost' || !name.includes('.') || /\.(local|test|internal)$/.test(name);
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(name);
}
