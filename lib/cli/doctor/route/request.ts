import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Readable } from 'node:stream';
import tls from 'node:tls';

/** A request as it goes over the wire. */
export interface Asked {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  /** Ends the request and the answer. */
  signal: AbortSignal;
}

/** The head of an answer, and its body as it comes. */
export interface Answered {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  httpVersion: string;
  body: Readable;
  /** Whether the body ended as HTTP says, once it has ended. */
  isComplete(): boolean;
  close(): void;
}

/**
 * Sends a request on a connection of its own, with the version of HTTP that a browser would use: over
 * TLS the one that the server chooses, otherwise HTTP/1.1.
 */
export async function send(asked: Asked): Promise<Answered> {
  if (asked.url.protocol === 'http:') {
    return answerOf(http.request(asked.url, optionsOf(asked)), asked);
  }
  const socket = await secureSocket(asked);
  if (socket.alpnProtocol === 'h2') return sendOverHttp2(asked, socket);
  const request = https.request(asked.url, { ...optionsOf(asked), createConnection: () => socket });
  return answerOf(request, asked);
}

function optionsOf({ method, headers, signal }: Asked): https.RequestOptions {
  // Without an agent Node would ask for the end of the connection, and hide what the server chooses.
  return { method, headers: { connection: 'keep-alive', ...headers }, agent: false, signal };
}

function answerOf(request: http.ClientRequest, { signal }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.on('response', (response) =>
      resolve({
        status: response.statusCode ?? 0,
        headers: flat(response.headers),
        httpVersion: response.httpVersion,
        body: response,
        isComplete: () => response.complete,
        close: () => request.destroy(),
      }),
    );
    request.end();
  });
}

function secureSocket({ url, signal }: Asked): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || 443;
    const socket = tls.connect({
      host,
      port,
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    const abort = () => socket.destroy(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  });
}

function sendOverHttp2(asked: Asked, socket: tls.TLSSocket): Promise<Answered> {
  const { url, method, headers, signal } = asked;
  return new Promise((resolve, reject) => {
    const session = http2.connect(url.origin, { createConnection: () => socket });
    session.on('error', reject);
    signal.addEventListener('abort', () => session.destroy(), { once: true });
    const path = `${url.pathname}${url.search}`;
    const stream = session.request({ ...headers, ':method': method, ':path': path }, { signal });
    stream.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    stream.on('close', () => reject(new Error('the connection was closed without an answer')));
    stream.on('response', (head) =>
      resolve({
        status: head[':status'] ?? 0,
        headers: flat(head),
        httpVersion: '2',
        body: stream,
        isComplete: () => stream.rstCode === http2.constants.NGHTTP2_NO_ERROR && !stream.aborted,
        close: () => session.destroy(),
      }),
    );
    stream.end();
  });
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}
