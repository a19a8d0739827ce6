'use client';

import { useRouter } from 'next/navigation';
import type { Member } from 'ssecast/react';
import type { Paragraph } from '../../../lib/live';
import type { Person } from '../../../lib/people';
import { useLive, usePresence } from '../../../lib/use-live';
import { LiveStatus } from '../../ui/live-status';
import styles from '../../ui/page.module.css';
import { useRendered } from '../../ui/use-rendered';
import { ParagraphEditor } from './paragraph-editor';

interface DocumentEditorProps {
  documentId: string;
  person: Person;
  paragraphs: Paragraph[];
  here: Member<{ name: string }>[];
  cursor: string;
}

const none: ReadonlyMap<number, Paragraph> = new Map();

export function DocumentEditor(props: DocumentEditorProps) {
  const { documentId, person, cursor } = props;
  const router = useRouter();
  /** Since the page was rendered. */
  const [changes, setChanges] = useRendered(none, cursor);
  const apply = (changed: Paragraph) =>
    setChanges((before) => {
      const isNewer = changed.version > (before.get(changed.id)?.version ?? 0);
      return isNewer ? new Map(before).set(changed.id, changed) : before;
    });

  const live = useLive(
    `document:${documentId}`,
    { changed: apply, gap: () => router.refresh() },
    { cursor },
  );

  const { members } = usePresence(`document:${documentId}`, { initial: props.here });
  const others = members
    .filter(({ userId }) => userId !== person.id)
    .map(({ metadata }) => metadata.name);
  return (
    <section className={styles.section} aria-label="Document">
      <p className={styles.muted} role="status" data-testid="here">
        {others.length > 0 ? `Also here: ${others.join(', ')}` : 'Nobody else is here.'}
      </p>
      <ul className={styles.rows}>
        {props.paragraphs.map((rendered) => {
          const change = changes.get(rendered.id);
          const newest = change && change.version > rendered.version ? change : rendered;
          return (
            <li key={rendered.id} className={styles.row}>
              <ParagraphEditor documentId={documentId} paragraph={newest} apply={apply} />
            </li>
          );
        })}
      </ul>
      <LiveStatus live={live} />
    </section>
  );
}
