import { barsOf, histogramLines, milliseconds } from '../../../../lib/cli/bench/histogram.js';

const distribution = (buckets: [number, number][]) => ({
  count: 0,
  p50: 0,
  p99: 0,
  p999: 0,
  max: 0,
  buckets,
});

it('joins buckets into few bars, and tells nothing apart below the resolution', () => {
  const values = distribution([
    [0, 1],
    [900_000, 2],
    [1_000_000, 3],
    [1_000_001, 4],
    [9_000_000, 5],
  ]);
  expect(barsOf(values, 1e6)).toEqual([
    { upTo: 1, count: 6 },
    { upTo: 2, count: 4 },
    { upTo: 5, count: 0 },
    { upTo: 10, count: 5 },
  ]);
  expect(barsOf(distribution([]), 1e6)).toEqual([]);
});

it('draws what there is, however little', () => {
  const lines = histogramLines([
    { upTo: 1, count: 1 },
    { upTo: 2, count: 9_999 },
    { upTo: 5, count: 0 },
  ]);
  expect(lines).toEqual([
    '  ≤      1 ms    0.0 %  █',
    `  ≤      2 ms  100.0 %  ${'█'.repeat(40)}`,
    '  ≤      5 ms    0.0 %',
  ]);
});

it.each([
  [0, '0 ms'],
  [1_234, '0.001 ms'],
  [56_789, '0.0568 ms'],
  [1_234_567, '1.23 ms'],
  [123_456_789, '123 ms'],
  [12_345_678_900, '12.3 s'],
])('%d ns is %s', (ns, text) => {
  expect(milliseconds(ns)).toBe(text);
});
