import type { Metadata } from 'next';
import { countConnections } from '../../lib/connections';
import { currentPerson } from '../../lib/people';
import { ChoosePerson } from '../ui/choose-person';
import styles from '../ui/page.module.css';
import { PageHead } from '../ui/page-head';
import { Connections } from './connections';

export const metadata: Metadata = { title: 'Connections · ssecast' };

export default async function ConnectionsPage() {
  const person = await currentPerson();
  if (!person) return <ChoosePerson back="/connections" />;
  return (
    <main className={styles.page}>
      <PageHead
        title="Connections"
        lead="The connected clients, by channel. One person may have five windows of this page; a sixth takes the place of the oldest."
        person={person}
        back="/connections"
      />
      <Connections initial={countConnections()} />
    </main>
  );
}
