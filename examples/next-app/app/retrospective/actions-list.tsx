'use client';

import { useId } from 'react';
import type { Action } from '../../lib/retrospective-events';
import { Button } from '../sse-demo/ui/button';
import { AddForm } from '../ui/add-form';
import styles from '../ui/page.module.css';
import type { useSend } from '../ui/use-send';
import board from './board.module.css';

interface ActionsProps {
  actions: readonly Action[];
  /** The address of the board's API. */
  url: string;
  send: ReturnType<typeof useSend>[1];
}

/** The actions that the team has agreed on. */
export function Actions({ actions, url, send }: ActionsProps) {
  const heading = useId();
  return (
    <section className={board.side} aria-labelledby={heading}>
      <h3 id={heading} className={board.sideName}>
        Actions
      </h3>
      <ul className={styles.rows}>
        {actions.map(({ id, content, done }) => (
          <li key={id} className={`${styles.row} ${styles.line}`} data-testid="action">
            <label className={board.check}>
              <input
                type="checkbox"
                checked={done}
                onChange={() => send('PATCH', `${url}/actions/${id}`, { done: !done })}
              />
              <span data-done={done}>{content}</span>
            </label>
            <Button
              aria-label={`Delete ${content}`}
              onClick={() => send('DELETE', `${url}/actions/${id}`)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      <AddForm
        label="Action"
        name="Add an action"
        maxLength={200}
        add={(content) => send('POST', `${url}/actions`, { content })}
      />
    </section>
  );
}
