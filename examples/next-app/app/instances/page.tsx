import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { currentCount } from '../../lib/counter';
import { hasInstances, sayHello, thisInstance } from '../../lib/instances';
import { live } from '../../lib/live';
import styles from '../ui/page.module.css';
import { Instances } from './instances';

export const metadata: Metadata = { title: 'Instances · ssecast' };

export default async function InstancesPage() {
  await connection();
  if (!hasInstances()) notFound();
  sayHello();
  const { data, cursor } = await live.channel('counter').snapshot(currentCount);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Two instances, one stream</h1>
        <p className={styles.lead}>
          Any instance renders a page and any serves its stream. Events of all instances come in one
          order. End the instance that serves this window: the other goes on where it stopped.
        </p>
      </header>
      <Instances
        windowId={randomUUID()}
        renderedBy={thisInstance}
        count={data}
        cursor={cursor}
        canEnd={process.env.SSECAST_DEMO_END_INSTANCES === '1'}
      />
    </main>
  );
}
