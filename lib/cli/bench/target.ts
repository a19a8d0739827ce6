import { connect, isIPv6 } from 'node:net';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../run-program.js';
import type { BenchOptions } from './options.js';

/** What the clients connect to and ask for. */
export interface BenchTarget {
  address: string;
  port: number;
  /** The head of the request. */
  request: string;
}

/** As `kMaxRequestBytes` of src/load/options.hpp. */
const longestRequest = 64 * 1024;

/** Milliseconds for the first connection. */
const patience = 10_000;

/** What URL writes instead of the braces of `{client}`. */
const encodedPlaceholder = /%7bclient%7d/gi;

/** @throws CliError for an address that bench cannot reach */
export async function resolveTarget(url: URL, options: BenchOptions): Promise<BenchTarget> {
  if (url.protocol === 'https:') {
    throw new CliError(
      `Expected an address with http: but received ${url.href}. The clients of bench speak no TLS: give ` +
        'the address of the server behind the proxy that ends TLS, or forward a local port to it ' +
        `(socat TCP-LISTEN:8080,fork,reuseaddr OPENSSL:${url.hostname}:${url.port || 443}) and bench ` +
        'http://localhost:8080. `npx ssecast tail` takes https:.',
      exitCodes.usage,
    );
  }
  const request = requestOf(url, options);
  if (Buffer.byteLength(request) > longestRequest) {
    throw new CliError(
      `Expected an address and headers of at most ${longestRequest} bytes; send fewer headers.`,
      exitCodes.usage,
    );
  }
  const port = Number(url.port || 80);
  return { address: await addressOf(url.hostname.replace(/^\[|\]$/g, ''), port), port, request };
}

/** The head of the request, as a browser sends it. */
export function requestOf(url: URL, options: BenchOptions): string {
  const address = new URL(url);
  for (const name of options.channel ?? []) address.searchParams.append('channel', name);
  const headers = new Map<string, [string, string]>([
    ['host', ['Host', url.host]],
    ['accept', ['Accept', 'text/event-stream']],
    ['cache-control', ['Cache-Control', 'no-cache']],
  ]);
  if (options.token) headers.set('authorization', ['Authorization', `Bearer ${options.token}`]);
  if (options.lastEventId !== undefined) {
    headers.set('last-event-id', ['Last-Event-ID', options.lastEventId]);
  }
  for (const [name, value] of Object.entries(options.header ?? {})) {
    headers.set(name.toLowerCase(), [name, value]);
  }
  // `Headers` would accept line breaks at the ends of a value, and drop them.
  if ([...headers.values()].some(([, value]) => /[\p{Cc}\u{100}-\u{10ffff}]/u.test(value))) {
    throw new CliError(
      'Expected headers, a token and an id that a request can carry: no line breaks, no control ' +
        'characters, and none beyond U+00FF.',
      exitCodes.usage,
    );
  }
  const path = `${address.pathname}${address.search}`.replace(encodedPlaceholder, '{client}');
  const lines = [...headers.values()].map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/**
 * The address that answers first, in digits: a name may have several, and a server may listen on one of them.
 * @throws CliError where none answers
 */
function addressOf(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const unreachable = (reason: string) =>
      reject(
        new CliError(
          `The server at ${isIPv6(host) ? `[${host}]` : host}:${port} cannot be reached (${reason}); check the address, and that it runs.`,
        ),
      );
    const socket = connect({ host, port, autoSelectFamily: true, timeout: patience });
    socket.on('connect', () => {
      resolve(socket.remoteAddress ?? host);
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => unreachable(error.code ?? error.message));
    socket.on('timeout', () => {
      unreachable('no answer');
      socket.destroy();
    });
  });
}
