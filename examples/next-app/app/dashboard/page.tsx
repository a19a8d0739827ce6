import type { Metadata } from 'next';
import { live } from '../../lib/live';
import { countUnread, listNotifications } from '../../lib/notifications';
import { loadFigures } from '../../lib/orders';
import { currentPerson, listPeople } from '../../lib/people';
import { ChoosePerson } from '../ui/choose-person';
import styles from '../ui/page.module.css';
import { PageHead } from '../ui/page-head';
import { Figures } from './figures';
import { Notifications } from './notifications';
import { NotifyForm } from './notify-form';

export const metadata: Metadata = { title: 'Dashboard · ssecast' };

export default async function DashboardPage() {
  const person = await currentPerson();
  if (!person) return <ChoosePerson back="/dashboard" />;
  const { data, cursor } = await live.channel('dashboard').snapshot(() => ({
    figures: loadFigures(),
    notifications: listNotifications(person.id),
    unread: countUnread(person.id),
  }));
  return (
    <main className={styles.page}>
      <PageHead
        title="Dashboard"
        lead="Figures that every window shows, and notifications for one person in all of their windows."
        person={person}
        back="/dashboard"
      />
      <div className={styles.columns}>
        <Figures initial={data.figures} cursor={cursor} />
        <div className={styles.section}>
          <Notifications
            key={cursor}
            initial={data.notifications}
            initialUnread={data.unread}
            cursor={cursor}
          />
          <NotifyForm people={listPeople()} />
        </div>
      </div>
    </main>
  );
}
