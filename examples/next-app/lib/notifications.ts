import { sseHandler } from 'ssecast/handler';
import { all, first, run } from './database';
import './sse';

export interface Notification {
  id: number;
  title: string;
  body: string;
  read: 0 | 1;
  createdAt: number;
}

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

/** Stores first, then publishes: a page that loads meanwhile reads it from the database. */
export function notify(userId: string, title: string, body: string): void {
  const createdAt = Date.now();
  const { id } = run(
    'INSERT INTO notifications (user_id, title, body, created_at) VALUES (?, ?, ?, ?)',
    userId,
    title,
    body,
    createdAt,
  );
  sseHandler.sendEventToUser(userId, 'notification', { id, title, body, read: 0, createdAt });
  tellUnread(userId);
}

/** Only notifications of this user, whatever id the request names. */
export function markAsRead(userId: string, id: number): void {
  run('UPDATE notifications SET read = 1 WHERE id = ? AND user_id = ?', id, userId);
  sseHandler.sendEventToUser(userId, 'notificationRead', { id });
  tellUnread(userId);
}

function tellUnread(userId: string): void {
  sseHandler.sendEventToUser(userId, 'unreadCount', { count: countUnread(userId) });
}
