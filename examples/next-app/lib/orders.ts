import { all, first, run } from './database';
import { type Figures, live } from './live';

export function loadFigures(): Figures {
  const sums = first<{ orders: number; revenue: number }>(
    'SELECT count(*) AS orders, coalesce(sum(total), 0) AS revenue FROM orders',
  );
  const latest = all<Figures['latest'][number]>(
    'SELECT id, customer, total FROM orders ORDER BY id DESC LIMIT 5',
  );
  return { orders: sums?.orders ?? 0, revenue: sums?.revenue ?? 0, latest };
}

/** Each event has all figures, so the newest one is enough. */
export async function placeOrder(customer: string, total: number): Promise<void> {
  run(
    'INSERT INTO orders (customer, total, created_at) VALUES (?, ?, ?)',
    customer,
    total,
    Date.now(),
  );
  await live.channel('dashboard').send('figures', loadFigures());
}
