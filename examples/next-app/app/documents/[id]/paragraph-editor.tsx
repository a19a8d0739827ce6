'use client';

import { useId, useState } from 'react';
import type { Paragraph } from '../../../lib/live';
import { Button } from '../../sse-demo/ui/button';
import styles from '../../ui/page.module.css';
import { saveParagraph } from './actions';

interface ParagraphEditorProps {
  documentId: string;
  /** The newest version that this window has. */
  paragraph: Paragraph;
  apply: (changed: Paragraph) => void;
}

interface Draft {
  text: string;
  /** The version of the paragraph that the draft started from. */
  version: number;
}

/** A draft survives what other people save: its author decides. */
export function ParagraphEditor({ documentId, paragraph, apply }: ParagraphEditorProps) {
  const id = useId();
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState('');
  const [isSaving, setSaving] = useState(false);
  // The event of this window's change may come before the answer to its request.
  const isStale = draft !== undefined && draft.version < paragraph.version && !isSaving;

  async function save(text: string, version: number) {
    setProblem('');
    setSaving(true);
    try {
      const answer = await saveParagraph(documentId, { id: paragraph.id, text, version });
      if (answer.paragraph) apply(answer.paragraph);
      // Refused: the newer paragraph makes the draft stale, and the question below appears. Text that
      // the author typed during the request continues from the saved version.
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
