'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { Notification } from '../../lib/live';
import { useLive } from '../../lib/use-live';
import { Button } from '../sse-demo/ui/button';
import styles from '../ui/page.module.css';
import { readNotification } from './actions';

interface NotificationsProps {
  initial: Notification[];
  initialUnread: number;
  cursor: string;
}

const shown = 50;
const toastTime = 6_000;

/** The list, the badge and a toast, over the same connection as the figures. */
export function Notifications({ initial, initialUnread, cursor }: NotificationsProps) {
  const router = useRouter();
  const [list, setList] = useState(initial);
  const [unread, setUnread] = useState(initialUnread);
  const [toast, setToast] = useState<Notification>();
  useLive(
    'user',
    {
      notification(added) {
        // The snapshot may have it already, because its cursor is taken before the data is read.
        setList((before) => [added, ...before.filter(({ id }) => id !== added.id)].slice(0, shown));
        setToast(added);
      },
      notificationRead: ({ id }) =>
        setList((before) => before.map((each) => (each.id === id ? { ...each, read: 1 } : each))),
      unreadCount: ({ count }) => setUnread(count),
      gap: () => router.refresh(),
    },
    { cursor },
  );

  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(undefined), toastTime);
    return () => clearTimeout(timer);
  }, [toast]);

  return (
    <section className={styles.section} aria-labelledby="notifications">
      <h2 id="notifications" className={styles.subtitle}>
        Notifications{' '}
        <span className={styles.badge} data-count={unread} data-testid="unread">
          {unread}
        </span>
      </h2>
      {list.length === 0 && <p className={styles.muted}>None yet. Send yourself one below.</p>}
      <ul className={styles.rows} aria-label="Notifications">
        {list.map(({ id, title, body, read }) => (
          <li key={id} className={`${styles.row} ${styles.line}`}>
            <p className={read ? styles.muted : undefined}>
              <strong>{title}</strong> {body}
            </p>
            {!read && (
              <Button onClick={() => readNotification(id)} aria-label={`Mark as read: ${body}`}>
                Mark as read
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div role="status" data-testid="toast">
        {toast && (
          <div className={styles.toast}>
            <strong>{toast.title}</strong>
            <span>{toast.body}</span>
          </div>
        )}
      </div>
    </section>
  );
}
