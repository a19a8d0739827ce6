'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useSSE } from 'ssecast/react';
import type { Paragraph } from '../../../lib/documents';
import type { Person } from '../../../lib/people';
import { LiveStatus } from '../../ui/live-status';
import styles from '../../ui/page.module.css';
import { ParagraphEditor } from './paragraph-editor';

interface DocumentEvents {
  userJoined: { userId: string; name: string };
  userLeft: { userId: string };
  documentChanged: { changes: Paragraph[]; userId: string; timestamp: number };
}

interface DocumentEditorProps {
  documentId: string;
  person: Person;
  paragraphs: Paragraph[];
  here: Person[];
  cursor: string;
}

/** The changes since the page was rendered; another cursor starts from an empty list. */
interface Since {
  cursor: string;
  changes: ReadonlyMap<number, Paragraph>;
  here: Person[];
}

export function DocumentEditor(props: DocumentEditorProps) {
  const { documentId, person, cursor } = props;
  const router = useRouter();
  const begin = (): Since => ({ cursor, changes: new Map(), here: props.here });
  const [known, setKnown] = useState(begin);
  const since = known.cursor === cursor ? known : begin();
  const update = (change: (before: Since) => Partial<Since>) =>
    setKnown((before) => {
      const current = before.cursor === cursor ? before : begin();
      return { ...current, ...change(current) };
    });
  const apply = (changed: readonly Paragraph[]) =>
    update(({ changes }) => {
      const next = new Map(changes);
      for (const each of changed) {
        if (each.version > (next.get(each.id)?.version ?? 0)) next.set(each.id, each);
      }
      return { changes: next };
    });

  const live = useSSE<DocumentEvents>({
    url: `/api/documents/${documentId}/sse`,
    cursor,
    eventHandlers: {
      userJoined: ({ userId, name }) =>
        update(({ here }) => ({
          here: [...here.filter(({ id }) => id !== userId), { id: userId, name }],
        })),
      userLeft: ({ userId }) =>
        update(({ here }) => ({ here: here.filter(({ id }) => id !== userId) })),
      documentChanged: ({ changes }) => apply(changes),
    },
    onGap: () => router.refresh(),
  });

  const others = since.here.filter(({ id }) => id !== person.id).map(({ name }) => name);
  return (
    <section className={styles.section} aria-label="Document">
      <p className={styles.muted} role="status" data-testid="here">
        {others.length > 0 ? `Also here: ${others.join(', ')}` : 'Nobody else is here.'}
      </p>
      <ul className={styles.rows}>
        {props.paragraphs.map((rendered) => {
          const change = since.changes.get(rendered.id);
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
