import { all, first, run } from './database';
import { live, type Notification } from './live';

export function listNotifications(userId: string): Notification[] {
  return all<Notification>(
    `SELECT id, title, body, read, created_at AS createdAt FROM notifications
     WHERE user_id = ? ORDER BY id DESC LIMIT 50`,
    userId,
  );
}

export function countUnread(userId: string): number {
  const sql = 'SELECT count(*) AS count FROM notifications WHERE user_id = ? AND read = 0';
  return first<{ count: number }>(sql, userId)?.count ?? 0;
}

/** Stores first, then sends: a page that loads meanwhile reads it from the database. */
export async function notify(userId: string, title: string, body: string): Promise<void> {
  const createdAt = Date.now();
  const { id } = run(
    'INSERT INTO notifications (user_id, title, body, created_at) VALUES (?, ?, ?, ?)',
    userId,
    title,
    body,
    createdAt,
  );
  const user = live.user(userId);
  await user.send('notification', { id, title, body, read: 0, createdAt });
  await user.send('unreadCount', { count: countUnread(userId) });
}

/** Only notifications of this user, whatever id the request names. */
export async function markAsRead(userId: string, id: number): Promise<void> {
  run('UPDATE notifications SET read = 1 WHERE id = ? AND user_id = ?', id, userId);
  const user = live.user(userId);
  await user.send('notificationRead', { id });
  await user.send('unreadCount', { count: countUnread(userId) });
}
