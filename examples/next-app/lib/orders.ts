import { all, first, run } from './database';
import { defaultBroadcaster } from './sse';

export const dashboardChannel = 'dashboard';

export interface Figures {
  orders: number;
  /** In cents. */
  revenue: number;
  latest: { id: number; customer: string; total: number }[];
}

export function loadFigures(): Figures {
  const sums = first<{ orders: number; revenue: number }>(
    'SELECT count(*) AS orders, coalesce(sum(total), 0) AS revenue FROM orders',
  );
  const latest = all<Figures['latest'][number]>(
    'SELECT id, customer, total FROM orders ORDER BY id DESC LIMIT 5',
  );
  return { orders: sums?.orders ?? 0, revenue: sums?.revenue ?? 0, latest };
}

/** Every `dashboardUpdate` has all figures, so the newest event is enough. */
export function placeOrder(customer: string, total: number): void {
  run(
    'INSERT INTO orders (customer, total, created_at) VALUES (?, ?, ?)',
    customer,
    total,
    Date.now(),
  );
  defaultBroadcaster.publish(
    { channel: dashboardChannel },
    { event: 'dashboardUpdate', data: loadFigures() },
  );
}
