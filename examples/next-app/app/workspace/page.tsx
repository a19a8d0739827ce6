import Link from 'next/link';
import { currentPerson } from '../../lib/people';
import { listWorkspaces } from '../../lib/workspaces';
import { Button } from '../sse-demo/ui/button';
import styles from '../ui/page.module.css';
import { join } from './actions';
import { CreateForm } from './create-form';
import css from './workspace.module.css';

export default async function WorkspacesPage() {
  const person = await currentPerson();
  // The layout requires the name.
  if (!person) return null;
  const workspaces = listWorkspaces(person.id);
  return (
    <>
      <section className={styles.section} aria-labelledby="all">
        <h2 id="all" className={styles.subtitle}>
          All workspaces
        </h2>
        {workspaces.length === 0 && <p className={styles.muted}>None yet. Make one.</p>}
        <ul className={styles.rows}>
          {workspaces.map(({ id, name, isMember }) => (
            <li key={id} className={`${styles.row} ${styles.line}`}>
              <span className={styles.strong}>{name}</span>
              {isMember ? (
                <Link className={css.link} href={`/workspace/${id}`} aria-label={`Open ${name}`}>
                  Open
                </Link>
              ) : (
                <form action={join}>
                  <input type="hidden" name="id" value={id} />
                  <Button type="submit" aria-label={`Join ${name}`}>
                    Join
                  </Button>
                </form>
              )}
            </li>
          ))}
        </ul>
      </section>
      <CreateForm />
    </>
  );
}
