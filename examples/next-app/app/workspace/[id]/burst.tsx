'use client';

import { useState } from 'react';
import { sendJson } from '../../../lib/send-json';
import { Button } from '../../sse-demo/ui/button';
import styles from '../../ui/page.module.css';
import css from '../workspace.module.css';

const changes = 20;

/** Sends more changes than the rate limit allows. It shows each refusal, and sends the change again after the wait. */
export function Burst({ url }: { url: string }) {
  const [isRunning, setIsRunning] = useState(false);
  const [told, setTold] = useState('');

  async function burst() {
    if (isRunning) return;
    setIsRunning(true);
    let refused = 0;
    try {
      for (let i = 1; i <= changes; i++) {
        await sendJson('PATCH', url, { topic: `Change ${i} of ${changes}` }, (wait) => {
          refused += 1;
          setTold(`Change ${i} was refused; sent again in ${wait} ms.`);
        });
      }
      setTold(`All ${changes} changes are made; ${refused} were refused first and sent again.`);
    } catch (error) {
      setTold((error as Error).message);
    }
    setIsRunning(false);
  }

  return (
    <div className={styles.section}>
      <h4 className={css.part}>Rate limit</h4>
      <p className={styles.muted}>
        A workspace may publish 10 events at once and 2 a second over time. Above that nothing is
        stored and nothing is sent.
      </p>
      <div>
        <Button aria-disabled={isRunning} onClick={burst}>
          Make {changes} changes
        </Button>
      </div>
      <p role="status" data-testid="burst">
        {told}
      </p>
    </div>
  );
}
