import { isBefore, isPosition, laterOf } from '../../../lib/redis/positions.js';

it.each([
  ['9-0', '10-0'],
  ['1-9', '1-10'],
  ['0-0', '0-1'],
  ['999999999999999-99999', '18446744073709551615-0'],
  ['18446744073709551614-5', '18446744073709551615-0'],
])('%s comes before %s', (one, other) => {
  expect(isBefore(one, other)).toBe(true);
  expect(isBefore(other, one)).toBe(false);
  expect(isBefore(one, one)).toBe(false);
  expect(laterOf(one, other)).toBe(other);
  expect(laterOf(other, one)).toBe(other);
});

it('a position has at most 15 digits and a sequence below 100,000', () => {
  expect(['1-0', '999999999999999-99999'].every(isPosition)).toBe(true);
  expect(['1-100000', '1000000000000000-0', '1', '-1', '1-', 'a-b'].some(isPosition)).toBe(false);
});
