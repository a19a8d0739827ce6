'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import type { Workspace } from '../../lib/workspaces';
import styles from '../ui/page.module.css';
import { useWorkspaceEvents } from './connection';
import { Presence } from './presence';
import css from './workspace.module.css';

interface SidebarProps {
  workspaces: readonly Workspace[];
  cursor: string;
}

export function Sidebar({ workspaces, cursor }: SidebarProps) {
  return (
    <nav className={css.sidebar} aria-label="Your workspaces">
      <ul className={styles.rows}>
        {workspaces.map((workspace) => (
          <WorkspaceLink key={workspace.id} workspace={workspace} cursor={cursor} />
        ))}
      </ul>
      <Link className={css.link} href="/workspace">
        All workspaces
      </Link>
      <Presence />
    </nav>
  );
}

const mostCounted = 100;

/** The workspaces, each with the number of events since the last visit. */
function WorkspaceLink({
  workspace: { id, name },
  cursor,
}: {
  workspace: Workspace;
  cursor: string;
}) {
  const href = `/workspace/${id}`;
  const isOpen = usePathname() === href;
  /** Ids of events, so that a page that loads again counts none twice. */
  const [unseen, setUnseen] = useState<readonly string[]>([]);
  if (isOpen && unseen.length > 0) setUnseen([]);
  useWorkspaceEvents(
    ({ type }, { id: eventId = '' }) => {
      if (type === 'connected' || isOpen) return;
      setUnseen((before) =>
        before.includes(eventId) ? before : [...before, eventId].slice(-mostCounted),
      );
    },
    { workspaceId: id, cursor },
  );
  const count = unseen.length < mostCounted ? String(unseen.length) : `${mostCounted - 1}+`;
  return (
    <li className={`${styles.row} ${styles.line}`}>
      <Link className={css.link} href={href} aria-current={isOpen ? 'page' : undefined}>
        {name}
      </Link>
      {unseen.length > 0 && (
        <span className={styles.badge} data-testid={`unseen-${id}`}>
          {count}
          <span className={css.hidden}> new</span>
        </span>
      )}
    </li>
  );
}
