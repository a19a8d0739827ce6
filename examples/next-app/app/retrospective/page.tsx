import type { Metadata } from 'next';
import Link from 'next/link';
import { currentPerson } from '../../lib/people';
import { listRetrospectives } from '../../lib/retrospective';
import { ChoosePerson } from '../ui/choose-person';
import styles from '../ui/page.module.css';
import { PageHead } from '../ui/page-head';
import { Board } from './board';
import css from './board.module.css';
import { ConnectionCount } from './connection-count';
import { CreateForm } from './create-form';
import { loadBoards } from './load-boards';

export const metadata: Metadata = { title: 'Retrospective · ssecast' };

const maxBoards = 4;

interface PageProps {
  searchParams: Promise<{ boards?: string | string[] }>;
}

/** The list of boards, and the boards of `?boards=a,b` side by side. */
export default async function RetrospectivePage({ searchParams }: PageProps) {
  const person = await currentPerson();
  if (!person) return <ChoosePerson back="/retrospective" />;
  const { boards = '' } = await searchParams;
  const asked = [...new Set(String(boards).split(',').filter(Boolean))].slice(0, maxBoards);
  const open = await loadBoards(asked);
  const ids = open.map(({ rendered }) => rendered.id);
  const all = listRetrospectives();
  return (
    <main className={styles.page}>
      <PageHead
        title="Retrospective"
        lead="Open several boards side by side: the page joins and leaves each on one connection, which stays open."
        person={person}
        back="/retrospective"
      />
      <div className={css.choose}>
        <section className={styles.section} aria-labelledby="boards">
          <h2 id="boards" className={styles.subtitle}>
            Boards
          </h2>
          {all.length === 0 && <p className={styles.muted}>None yet. Make one.</p>}
          <ul className={styles.rows}>
            {all.map(({ id, title }) => (
              <li key={id} className={`${styles.row} ${styles.line}`}>
                <Link className={css.link} href={`/retrospective/${id}`}>
                  {title}
                </Link>
                <Toggle id={id} title={title} open={ids} />
              </li>
            ))}
          </ul>
        </section>
        <CreateForm />
      </div>
      {open.length > 0 && <ConnectionCount />}
      <div className={css.boards} data-several={open.length > 1}>
        {open.map((board) => (
          <Board key={board.rendered.id} {...board} person={person} />
        ))}
      </div>
    </main>
  );
}

function Toggle({ id, title, open }: { id: string; title: string; open: readonly string[] }) {
  const isOpen = open.includes(id);
  if (!isOpen && open.length >= maxBoards) {
    return <span className={styles.muted}>{maxBoards} are open</span>;
  }
  const next = isOpen ? open.filter((each) => each !== id) : [...open, id];
  const href = next.length > 0 ? `/retrospective?boards=${next.join(',')}` : '/retrospective';
  return (
    <Link
      className={css.link}
      href={href}
      scroll={false}
      prefetch={false}
      aria-label={`${isOpen ? 'Close' : 'Open here'}: ${title}`}
    >
      {isOpen ? 'Close' : 'Open here'}
    </Link>
  );
}
