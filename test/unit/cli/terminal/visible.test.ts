import { bounded, visible, visibleJSON } from '../../../../lib/cli/terminal/visible.js';

describe('text of a peer', () => {
  it.each([
    ['plain, ümläut, 日本語, 👩‍💻', 'plain, ümläut, 日本語, 👩‍💻'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['a\r\n\tb', 'a\\r\\n\\tb'],
    ['\u0085\u009b2J\u007f', '\\x85\\x9b2J\\x7f'],
    ['abc\u202edef\u2066', 'abc\\u{202e}def\\u{2066}'],
    ['\u2028\u2029\ufeff\u{e0041}', '\\u{2028}\\u{2029}\\u{feff}\\u{e0041}'],
    ['\ud800', '\\u{d800}'],
  ])('%j is shown as %s', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('is the same value in JSON', () => {
    const value = { text: '\u001b\u009b\u202e\u2028\u{e0041}é\ud800' };
    const text = visibleJSON(value);
    expect(text).toMatch(/^[\x20-\x7eé]*$/);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('is cut where it is long', () => {
    expect(bounded('abc', 3)).toBe('abc');
    expect(bounded('abcd', 3)).toBe('abc… (1 more characters)');
    expect(bounded('\u001b'.repeat(9), 1)).toBe('\\x1b… (8 more characters)');
  });
});
