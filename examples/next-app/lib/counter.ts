import { first } from './database';
import { live } from './live';

export function currentCount(): number {
  return first<{ count: number }>('SELECT count FROM counter')?.count ?? 0;
}

/** Stores the change first, then sends it. */
export async function addToCounter(by: number): Promise<void> {
  const sql = 'UPDATE counter SET count = count + ? RETURNING count';
  const { count = by } = first<{ count: number }>(sql, by) ?? {};
  await live.channel('counter').send('added', { by, count });
}
