'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Instance } from '../../lib/live';
import { useLive } from '../../lib/use-live';
import { addOne } from '../counter/actions';
import { Button } from '../sse-demo/ui/button';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { useRendered } from '../ui/use-rendered';
import { endInstance } from './actions';
import { useInstances } from './use-instances';

interface InstancesProps {
  /** Identifies this window for its instance. */
  windowId: string;
  renderedBy: Instance;
  count: number;
  cursor: string;
  /** Whether the runner ends instances. */
  canEnd: boolean;
}

const nameOf = ({ name, process }: Instance) => `${name} (process ${process})`;

export function Instances({ count, cursor, canEnd, ...first }: InstancesProps) {
  const [windowId] = useState(first.windowId);
  const { live, instances, served, ...figures } = useInstances(windowId, cursor);
  return (
    <div className={styles.columns}>
      <section className={styles.section} aria-labelledby="window">
        <h2 id="window" className={styles.subtitle}>
          This window
        </h2>
        <dl className={styles.rows}>
          <Row name="Rendered by" id="rendered" value={nameOf(first.renderedBy)} />
          <Row name="Stream from" id="served" value={served.by ? nameOf(served.by) : '…'} />
          <Row name="Moves of the stream" id="moves" value={served.moves} />
          <Row name="Events received" id="received" value={figures.received} />
          <Row name="Events missed" id="missed" value={figures.missed} />
          <Row name="Events repeated" id="repeated" value={figures.repeated} />
          <Row name="Gaps" id="gaps" value={figures.gaps} />
        </dl>
        <LiveStatus live={live} />
      </section>
      <div className={styles.section}>
        <section className={styles.section} aria-labelledby="instances">
          <h2 id="instances" className={styles.subtitle}>
            Instances
          </h2>
          <ul className={styles.rows}>
            {instances.map((instance) => (
              <li
                key={instance.name}
                className={`${styles.row} ${styles.line}`}
                data-testid="instance"
                data-alive={instance.isAlive}
              >
                <span>
                  <strong>{nameOf(instance)}</strong>{' '}
                  <span className={styles.muted}>
                    {instance.isAlive ? `streams: ${instance.clients}` : 'has ended'}
                  </span>
                </span>
                {canEnd && instance.isAlive && (
                  <form action={endInstance.bind(null, instance.name)}>
                    <Button type="submit" aria-label={`End instance ${instance.name}`}>
                      End this instance
                    </Button>
                  </form>
                )}
              </li>
            ))}
          </ul>
          <p className={styles.muted}>
            The runner starts an ended instance again after five seconds.
          </p>
        </section>
        <SharedCounter count={count} cursor={cursor} />
      </div>
    </div>
  );
}

function Row({ name, id, value }: { name: string; id: string; value: string | number }) {
  return (
    <div className={`${styles.row} ${styles.line}`}>
      <dt className={styles.muted}>{name}</dt>
      <dd className={styles.number} data-testid={id}>
        {value}
      </dd>
    </div>
  );
}

/** The number of the page Counter, which all instances add to. */
function SharedCounter({ count, cursor }: { count: number; cursor: string }) {
  const router = useRouter();
  const [sum, setSum] = useRendered(count, cursor);
  useLive(
    'counter',
    {
      added: ({ by, count: then }) => {
        if (then > count) setSum((before) => before + by);
      },
      gap: () => router.refresh(),
    },
    { cursor },
  );
  return (
    <section className={styles.section} aria-labelledby="counter">
      <h2 id="counter" className={styles.subtitle}>
        A number that all instances share
      </h2>
      <div className={styles.line}>
        <output className={styles.figure} data-testid="count">
          {sum}
        </output>
        <form action={addOne}>
          <Button type="submit" primary>
            Add one
          </Button>
        </form>
      </div>
    </section>
  );
}
