'use client';

import type { Member } from 'ssecast/react';
import styles from '../../ui/page.module.css';
import { usePresence } from '../connection';

interface OnlineProps {
  workspaceId: string;
  initial: Member<{ name: string }>[];
}

/** The people who have a page of their workspaces open: each once, whatever the number of windows. */
export function Online({ workspaceId, initial }: OnlineProps) {
  const { members, isConnected } = usePresence(`workspace:${workspaceId}`, { initial });
  const names = members.map(({ metadata }) => metadata.name).join(', ');
  return (
    <p className={styles.muted} role="status" data-testid="online">
      {isConnected ? `Online: ${names}` : ''}
    </p>
  );
}
