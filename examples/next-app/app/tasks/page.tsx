import type { Metadata } from 'next';
import { live } from '../../lib/live';
import { currentPerson } from '../../lib/people';
import { listTasks } from '../../lib/tasks';
import { ChoosePerson } from '../ui/choose-person';
import styles from '../ui/page.module.css';
import { PageHead } from '../ui/page-head';
import { TaskList } from './task-list';

export const metadata: Metadata = { title: 'Tasks · ssecast' };

export default async function TasksPage() {
  const person = await currentPerson();
  if (!person) return <ChoosePerson back="/tasks" />;
  const { data, cursor } = await live.user(person.id).snapshot(() => listTasks(person.id));
  return (
    <main className={styles.page}>
      <PageHead
        title="Tasks"
        lead="A task takes ten seconds on the server. Reload, or restart the server: the task continues where it was."
        person={person}
        back="/tasks"
      />
      <TaskList key={cursor} initial={data} cursor={cursor} />
    </main>
  );
}
