/**
 * Reads one stream whose events are larger than those that tools/load-client takes, and checks that each
 * comes once and in order. Commands, by `LineProcess`:
 *   open { port, path }    answers when the head is there
 *   read { first, last }   waits for the event `last` and answers with the faults since `first`
 */
import { once } from 'node:events';
import { get } from 'node:http';
import { createParser } from 'eventsource-parser';
import { obey } from './command-server.mjs';

const NUMBER = /^{"n":(\d+),/;
const TIMEOUT_MS = 60_000;

let numbers = [];
let arrived = () => undefined;

const parser = createParser({
  onEvent({ data }) {
    const number = NUMBER.exec(data.slice(0, 32))?.[1];
    if (number === undefined) return;
    numbers.push(Number(number));
    arrived();
  },
});

/** Waits until `last` is there, or the time is over. */
function until(last) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, TIMEOUT_MS);
    arrived = () => {
      if (!(numbers.at(-1) >= last)) return;
      clearTimeout(timer);
      resolve();
    };
    arrived();
  });
}

obey({
  async open({ port, path }) {
    const [response] = await once(get({ port, path, host: '127.0.0.1' }), 'response');
    response.setEncoding('utf8').on('data', (text) => parser.feed(text));
    return { status: response.statusCode };
  },
  async read({ first, last }) {
    await until(last);
    const seen = numbers.filter((number) => number >= first);
    numbers = [];
    const distinct = new Set(seen);
    return {
      lost: last - first + 1 - distinct.size,
      duplicated: seen.length - distinct.size,
      reordered: seen.filter((number, i) => i > 0 && number < seen[i - 1]).length,
    };
  },
});
