'use client';

import { useRouter } from 'next/navigation';
import { useActionState, useState } from 'react';
import type { Task } from '../../lib/live';
import { useLive } from '../../lib/use-live';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import { Result } from '../sse-demo/ui/result';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { start } from './actions';

const shown = 20;

export function TaskList({ initial, cursor }: { initial: Task[]; cursor: string }) {
  const router = useRouter();
  const [tasks, setTasks] = useState(initial);
  const [done, setDone] = useState('');
  const [result, action] = useActionState(start, { ok: true, text: '' });
  const live = useLive(
    'user',
    {
      taskStarted: (task) =>
        setTasks((before) =>
          before.some(({ id }) => id === task.id) ? before : [task, ...before].slice(0, shown),
        ),
      taskProgress: ({ taskId, current }) =>
        setTasks((before) =>
          before.map((task) =>
            // The snapshot may be ahead of the first events.
            task.id === taskId ? { ...task, current: Math.max(task.current, current) } : task,
          ),
        ),
      taskComplete: ({ taskId }) => {
        const title = tasks.find(({ id }) => id === taskId)?.title;
        if (title) setDone(`${title} is done.`);
      },
      gap: () => router.refresh(),
    },
    { cursor },
  );

  return (
    <div className={styles.columns}>
      <form className={styles.form} action={action}>
        <Field label="Task" name="title" defaultValue="Yearly report" maxLength={80} required />
        <Button type="submit" primary>
          Start
        </Button>
        <Result result={result} />
      </form>
      <section className={styles.section} aria-labelledby="tasks">
        <h2 id="tasks" className={styles.subtitle}>
          Your tasks
        </h2>
        {tasks.length === 0 && <p className={styles.muted}>None yet.</p>}
        <ul className={styles.rows}>
          {tasks.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
        <p role="status">{done}</p>
        <LiveStatus live={live} />
      </section>
    </div>
  );
}

function TaskRow({ task: { title, current, total } }: { task: Task }) {
  return (
    <li className={styles.row} data-testid="task">
      <div className={styles.line}>
        <span className={styles.strong}>{title}</span>
        <span className={styles.number}>
          {current < total ? `${Math.round((current / total) * 100)} %` : 'Done'}
        </span>
      </div>
      <progress className={styles.progress} aria-label={title} value={current} max={total} />
    </li>
  );
}
