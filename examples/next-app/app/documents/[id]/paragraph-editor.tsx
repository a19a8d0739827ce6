'use client';

import { useId, useState } from 'react';
import type { Paragraph } from '../../../lib/documents';
import { Button } from '../../sse-demo/ui/button';
import styles from '../../ui/page.module.css';
import { saveParagraph } from './actions';

interface ParagraphEditorProps {
  documentId: string;
  /** The newest that this window knows. */
  paragraph: Paragraph;
  apply: (changes: readonly Paragraph[]) => void;
}

interface Draft {
  text: string;
  /** Of the paragraph that it was begun on. */
  version: number;
}

/** A draft is never thrown away by what others save: its author decides. */
export function ParagraphEditor({ documentId, paragraph, apply }: ParagraphEditorProps) {
  const id = useId();
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState('');
  const [isSaving, setSaving] = useState(false);
  // The event of one's own change may come before the answer to it.
  const isStale = draft !== undefined && draft.version < paragraph.version && !isSaving;

  async function save(text: string, version: number) {
    setProblem('');
    setSaving(true);
    try {
      const answer = await saveParagraph(documentId, { id: paragraph.id, text, version });
      if (answer.paragraph) apply([answer.paragraph]);
      // Refused: the newer paragraph makes the draft stale, and the question below appears. What was
      // typed while the answer was on its way goes on from what is saved.
      const saved = answer.saved ? answer.paragraph : undefined;
      if (saved) {
        setDraft((now) =>
          now && now.text !== text ? { ...now, version: saved.version } : undefined,
        );
      }
    } catch {
      setProblem('The server cannot be reached. Your text is still here; save it again.');
    } finally {
      setSaving(false);
    }
  }

  return (
    <>
      <label className={styles.muted} htmlFor={id}>
        Paragraph {paragraph.id}
        {paragraph.editedBy && `, by ${paragraph.editedBy}`}
      </label>
      <textarea
        id={id}
        className={styles.text}
        maxLength={2_000}
        value={draft?.text ?? paragraph.text}
        onChange={({ target }) =>
          setDraft({ text: target.value, version: draft?.version ?? paragraph.version })
        }
      />
      {isStale && (
        <div className={styles.conflict} role="alert">
          <p>{paragraph.editedBy} has changed this paragraph meanwhile to:</p>
          <q data-testid="theirs">{paragraph.text}</q>
          <div className={styles.line}>
            <Button onClick={() => save(draft.text, paragraph.version)}>Keep mine</Button>
            <Button onClick={() => setDraft(undefined)}>Take theirs</Button>
          </div>
        </div>
      )}
      {draft && !isStale && (
        <div className={styles.line}>
          <Button primary disabled={isSaving} onClick={() => save(draft.text, draft.version)}>
            Save
          </Button>
        </div>
      )}
      <p role="status">{problem}</p>
    </>
  );
}
