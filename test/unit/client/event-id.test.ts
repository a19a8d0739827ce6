import { compareIds } from '../../../lib/client/stream/event-id.js';

test.each([
  ['1700000000000-1', '1700000000000-2', -1],
  ['1700000000000-10', '1700000000000-9', 1],
  ['999-5', '1000-1', -1],
  ['5-5', '5-5', 0],
  ['1-18446744073709551615', '1-18446744073709551614', 1],
])('%s and %s compare as numbers: %d', (a, b, expected) => {
  expect(compareIds(a, b)).toBe(expected);
});

test.each([
  ['1700000000000-482915730200001', '1700000000000-482915730200002', -1],
  ['1700000000001-482915730200000', '1700000000000-482915730299999', 1],
  ['1700000000000-999999999999999', '1700000000000-999999999999998', 1],
])('%s and %s are of one history: %d', (a, b, expected) => {
  expect(compareIds(a, b)).toBe(expected);
  expect(compareIds(b, a)).toBe(-expected);
});

test.each([
  ['1700000000000-482915730200001', '1700000000009-482915730300000'],
  ['1700000000000-482915730200001', '1700000000009-0'],
])('%s and %s are of two histories, which tell nothing about each other', (a, b) => {
  expect(compareIds(a, b)).toBeUndefined();
  expect(compareIds(b, a)).toBeUndefined();
});

test.each([['order-7'], [''], ['5'], ['5-'], [undefined], ['5-5 ']])(
  '%j has no place among the others',
  (id) => {
    expect(compareIds(id, '1-1')).toBeUndefined();
    expect(compareIds('1-1', id)).toBeUndefined();
  },
);
