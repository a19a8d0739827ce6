import { createParser as createOracle } from 'eventsource-parser';
import { type Block, createParser } from '../../../lib/client/transport/parser.js';
import { createRandom } from './support/random.js';

function parse(...pieces: string[]) {
  const blocks: Block[] = [];
  const retries: number[] = [];
  const take = createParser({
    onBlock: (block) => blocks.push(block),
    onRetry: (milliseconds) => retries.push(milliseconds),
  });
  const sizes = pieces.map(take);
  return { blocks, retries, sizes };
}

/** Every cut of a text into two. */
const cuts = (text: string) =>
  Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);

test.each([['\n'], ['\r'], ['\r\n']])('lines end with %j, wherever the stream is cut', (end) => {
  const text = ['id: 1', 'event: a', 'data: x', 'data:  y', ': c: d', '', 'data', '', ''].join(end);
  const whole = parse(text).blocks;
  expect(whole).toEqual([
    { id: '1', event: 'a', data: 'x\n y', comments: ['c: d'] },
    { data: '', comments: [] },
  ]);
  for (const pieces of cuts(text)) expect(parse(...pieces).blocks).toEqual(whole);
});

test('a CR at the end of what has come ends its line: the event is not withheld', () => {
  expect(parse('data: 1\r\r').blocks).toHaveLength(1);
  expect(parse('data: 1\r', '\n\r', '\ndata: 2\r\n\r').blocks).toHaveLength(2);
});

test('a block without data has its id', () => {
  expect(parse('id: 7\n\n').blocks).toEqual([{ id: '7', comments: [] }]);
  expect(parse('id\n\n').blocks).toEqual([{ id: '', comments: [] }]);
});

test('an id that could not travel back in a header is none', () => {
  expect(parse(`id: ${'x'.repeat(1_024)}\n\n`).blocks[0]?.id).toHaveLength(1_024);
  expect(parse(`id: ${'x'.repeat(1_025)}\ndata: 1\n\n`).blocks).toEqual([
    { data: '1', comments: [] },
  ]);
  expect(parse('id: a\0b\ndata: 1\n\n').blocks[0]).not.toHaveProperty('id');
});

test('retry is a number of digits', () => {
  expect(parse('retry: 10\nretry: 1.5\nretry: -1\nretry:\nretry:20\n').retries).toEqual([10, 20]);
});

test('the size of a block that has not ended counts all of its lines', () => {
  const { sizes } = parse('data: 1\n', ': 22\n', 'da', '\n\n', 'x');
  expect(sizes).toEqual([7, 11, 13, 0, 1]);
});

/** A stream of parts that mean something, and of some that do not. */
function randomStream(seed: number): string[] {
  const random = createRandom(seed);
  const pick = <T>(from: readonly T[]) => from[random(from.length)] as T;
  const end = pick(['\n', '\r\n', '\r']);
  const lines = Array.from({ length: 60 }, () => {
    const name = pick([
      'data',
      'data',
      'data',
      'event',
      'id',
      '',
      'retry',
      'other',
      'dat',
      ' data',
    ]);
    const separator = pick([':', ': ', ':  ', '']);
    return random(4) === 0
      ? ''
      : name + separator + pick(['', 'x', '{"a":1}', 'a: b', 'größe', '7']);
  });
  // A CR at the very end is where the two differ, see above.
  const text = `${lines.join(end)}${end}${end}data: last\n\n`;
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random(12);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'reads what another parser of the standard reads (seed %i)',
  (seed) => {
    const pieces = randomStream(seed);
    const expected: unknown[] = [];
    const retries: number[] = [];
    const oracle = createOracle({
      onEvent: ({ id, event, data }) => expected.push({ id, event, data }),
      onRetry: (milliseconds) => retries.push(milliseconds),
    });
    for (const piece of pieces) oracle.feed(piece);
    const { blocks, ...own } = parse(...pieces);
    const events = blocks
      .filter(({ data }) => data !== undefined)
      .map(({ id, event, data }) => ({ id, event: event || undefined, data }));
    expect(events).toEqual(expected);
    expect(own.retries).toEqual(retries);
    expect(events.length).toBeGreaterThan(0);
  },
);
