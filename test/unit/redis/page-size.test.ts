import type { RawEntry } from '../../../lib/redis/reading/fields.js';
import { PageSize } from '../../../lib/redis/reading/page-size.js';

const entries = (count: number, bytes: number): RawEntry[] =>
  Array.from({ length: count }, () => [
    Buffer.from('1-0'),
    [Buffer.from('entry'), Buffer.alloc(bytes)],
  ]);

describe('the size of a page', () => {
  it('grows with what the pages before have shown', () => {
    const size = new PageSize();
    const counts = [size.count];
    for (const length of [1, 100, 400, 1_000, 3]) {
      size.measure(entries(length, 200));
      counts.push(size.count);
    }
    expect(counts).toEqual([100, 100, 400, 1_000, 1_000, 100]);
  });

  it('asks for few large entries', () => {
    const size = new PageSize();
    size.measure(entries(4, 1024 * 1024));
    expect(size.count).toBe(4);
    size.measure(entries(1, 16 * 1024 * 1024));
    expect(size.count).toBe(1);
  });
});
