import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { currentPerson } from '../../../lib/people';
import { ChoosePerson } from '../../ui/choose-person';
import styles from '../../ui/page.module.css';
import { PageHead } from '../../ui/page-head';
import { Board } from '../board';
import css from '../board.module.css';
import { loadBoards } from '../load-boards';

export const metadata: Metadata = { title: 'Retrospective · ssecast' };

export default async function BoardPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const person = await currentPerson();
  if (!person) return <ChoosePerson back={`/retrospective/${id}`} />;
  const [board] = await loadBoards([id]);
  if (!board) notFound();
  return (
    <main className={styles.page}>
      <PageHead
        title="Retrospective"
        lead="Notes and votes go to an API route, which stores them and sends an event to the session."
        person={person}
        back={`/retrospective/${id}`}
      />
      <p>
        <Link className={css.link} href={`/retrospective?boards=${id}`}>
          Beside other boards
        </Link>
      </p>
      <Board {...board} person={person} />
    </main>
  );
}
