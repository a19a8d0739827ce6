import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { snapshot } from 'ssecast';
import { currentPerson } from '../../lib/people';
import { listWorkspaces } from '../../lib/workspaces';
import { ChoosePerson } from '../ui/choose-person';
import styles from '../ui/page.module.css';
import { PageHead } from '../ui/page-head';
import { Sidebar } from './sidebar';
import css from './workspace.module.css';

export const metadata: Metadata = { title: 'Workspaces · ssecast' };

/** Stays mounted, with its connection, while the visitor goes from workspace to workspace. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (!person) return <ChoosePerson back="/workspace" />;
  const { data, cursor } = await snapshot(`user:${person.id}`, () => listWorkspaces(person.id));
  return (
    <main className={styles.page}>
      <PageHead
        title="Workspaces"
        lead="One connection for all workspaces that you are a member of. Events of the other workspaces are counted beside their names."
        person={person}
        back="/workspace"
      />
      <div className={css.layout}>
        <Sidebar workspaces={data.filter(({ isMember }) => isMember)} cursor={cursor} />
        <div className={styles.section}>{children}</div>
      </div>
    </main>
  );
}
