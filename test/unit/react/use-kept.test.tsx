import { render, renderHook } from '@testing-library/react';
import { isSameList, isSameOptions, useKept } from '../../../lib/react/use-kept.js';

describe('isSameOptions', () => {
  it.each<[string, object, object]>([
    ['the same values', { url: '/a', maxEvents: 1 }, { maxEvents: 1, url: '/a' }],
    ['what is undefined and what is left out', { url: '/a', cursor: undefined }, { url: '/a' }],
    ['objects that say the same', { headers: { a: '1', b: '2' } }, { headers: { b: '2', a: '1' } }],
    ['two functions', { token: () => 'a' }, { token: () => 'b' }],
    ['Infinity', { n: Number.POSITIVE_INFINITY }, { n: Number.POSITIVE_INFINITY }],
  ])('%s', (_what, a, b) => {
    expect(isSameOptions(a, b)).toBe(true);
    expect(isSameOptions(b, a)).toBe(true);
  });

  it.each<[string, object, object]>([
    ['other values', { url: '/a' }, { url: '/b' }],
    ['a text and a number', { n: '1' }, { n: 1 }],
    ['other headers', { headers: { a: '1' } }, { headers: { a: '2' } }],
    ['other lists', { list: ['a', 'b'] }, { list: ['b', 'a'] }],
    ['more', { url: '/a' }, { url: '/a', maxEvents: 1 }],
    ['a function and its text', { token: () => 'a' }, { token: 'function' }],
    ['a list and its JSON', { list: ['a'] }, { list: '["a"]' }],
    ['no number and Infinity', { n: Number.NaN }, { n: Number.POSITIVE_INFINITY }],
  ])('not %s', (_what, a, b) => {
    expect(isSameOptions(a, b)).toBe(false);
    expect(isSameOptions(b, a)).toBe(false);
  });
});

test('isSameList minds the order', () => {
  expect(isSameList(['a', 'b'], ['a', 'b'])).toBe(true);
  expect(isSameList(['a', 'b'], ['b', 'a'])).toBe(false);
  expect(isSameList(['a'], ['a', 'b'])).toBe(false);
});

test('useKept keeps the first of equal values, and shows another in the same render', () => {
  const first = { url: '/a' };
  const { result, rerender } = renderHook((value) => useKept(value, isSameOptions), {
    initialProps: first,
  });
  rerender({ url: '/a' });
  expect(result.current).toBe(first);
  const second = { url: '/b' };
  const committed: object[] = [];
  function Shows({ value }: { value: object }) {
    const kept = useKept(value, isSameOptions);
    return <p ref={() => void committed.push(kept)}>{JSON.stringify(kept)}</p>;
  }
  const view = render(<Shows value={first} />);
  view.rerender(<Shows value={second} />);
  expect(view.container.textContent).toBe('{"url":"/b"}');
  expect(committed).not.toContain(undefined);
  rerender(second);
  expect(result.current).toBe(second);
});
