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
        lead="Who is connected, by channel. Of this page one person may have five windows; a sixth takes the place of the oldest."
        person={person}
        back="/connections"
      />
      <Connections initial={countConnections()} />
    </main>
  );
}
