import type { Address } from './session.js';

/** A URL of Redis with another host and port. */
export function urlAt(url: string, address: Address | undefined): string {
  if (address === undefined) return url;
  const moved = new URL(url);
  moved.hostname = address.host.includes(':') ? `[${address.host}]` : address.host;
  moved.port = String(address.port);
  return moved.href;
}
