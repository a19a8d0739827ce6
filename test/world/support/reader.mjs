/** A client of a stream over node:http, which shows what a browser hides: the head and the end. */
import http from 'node:http';
import zlib from 'node:zlib';
import { createParser } from 'eventsource-parser';

/**
 * Opens a stream; resolves with the head.
 * @returns `{ status, headers, events, comments, ended, next, close }`
 */
export async function openReader({
  port,
  path = '/api/sse?user=ann',
  headers = {},
  agent = false,
  limit = 20,
}) {
  // Node would ask for Connection: close, and hide which one the server chooses.
  const kept = { Connection: 'keep-alive', ...headers };
  const request = http.get({ host: '127.0.0.1', port, path, headers: kept, agent });
  // More than one may come, and after the answer, too.
  request.on('error', () => undefined);
  const response = await new Promise((resolve, reject) => {
    const late = new Error(`no head of ${path} within ${limit} s`);
    request.setTimeout(limit * 1000, () => request.destroy(late));
    request.once('response', resolve).once('error', reject);
  });
  request.setTimeout(0);
  const events = [];
  const waiting = new Set();
  let text = '';
  let taken = 0;
  let over = false;
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const parser = createParser({ onEvent: (event) => events.push(event) });
  decoded(response)
    .setEncoding('utf8')
    .on('data', (chunk) => {
      text += chunk;
      parser.feed(chunk);
      wake();
    });
  const ended = new Promise((resolve) => {
    const end = () => {
      over = true;
      wake();
      // `complete`: the response ended as HTTP says.
      resolve({ complete: response.complete });
    };
    response.on('close', end).on('error', end);
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    events,
    ended,
    text: () => text,
    lastId: () => events.findLast((event) => event.id)?.id,
    close: () => request.destroy(),
    /** Waits for an event of that name, and takes it. */
    async next(name, seconds = 20) {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const index = events.findIndex((event, at) => at >= taken && event.event === name);
        if (index >= 0) {
          taken = index + 1;
          return { ...events[index], json: () => JSON.parse(events[index].data) };
        }
        const left = end - performance.now();
        if (over || left <= 0) {
          throw new Error(
            `no event ${name}${over ? ', the stream ended' : ` within ${seconds} s`}`,
          );
        }
        await new Promise((resolve) => {
          waiting.add(resolve);
          setTimeout(resolve, left).unref();
        });
      }
    },
  };
}

/** The body without the coding that a proxy gave it, block by block as it flushed them. */
function decoded(response) {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const flush = zlib.constants.Z_SYNC_FLUSH;
  return response.pipe(zlib.createGunzip({ flush, finishFlush: flush })).on('error', () => {});
}

/** A short request. @returns `{ status, headers, text, json }` */
export async function ask({ port, path, method = 'GET', headers = {}, body, agent = false }) {
  const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent });
  request.on('error', () => undefined);
  request.setTimeout(30_000, () => request.destroy(new Error(`no answer of ${path} within 30 s`)));
  const response = await new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
    request.end(body);
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: () => JSON.parse(text),
  };
}

export const post = (where, body) =>
  ask({
    ...where,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...where.headers },
    body: JSON.stringify(body),
  });

/** Waits until `probe` gives something else than undefined or false. */
export async function until(what, probe, seconds = 30) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
