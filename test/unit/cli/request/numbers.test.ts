import { seconds, wholeNumber } from '../../../../lib/cli/request/numbers.js';

it('takes whole numbers in their range', () => {
  const parse = wholeNumber(1, 100);
  expect([parse('1'), parse('100')]).toEqual([1, 100]);
  for (const text of ['0', '101', '-1', '1.5', '1e1', '', ' 1', 'x']) {
    expect(() => parse(text)).toThrow(/^Expected a whole number from 1 to 100 but received /);
  }
});

it('takes seconds', () => {
  const parse = seconds(60);
  expect([parse('0.25'), parse('60')]).toEqual([250, 60_000]);
  for (const text of ['0', '61', '-1', 'NaN', '', '1s']) {
    expect(() => parse(text)).toThrow(
      /^Expected seconds, more than 0 and at most 60, but received /,
    );
  }
});
