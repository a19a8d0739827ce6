import { all, first, run } from './database';
import { live, type Paragraph } from './live';
import type { Person } from './people';

export const maxTextLength = 2_000;

const opening = [
  'Open this page in two windows as two people.',
  'Change a paragraph here: the other window shows it when you save.',
  'Change the same paragraph in both: the second to save is asked what to do. Nothing is overwritten.',
];

const known = /^[a-z0-9-]{1,40}$/;

/** Whether the name is valid: letters, digits and hyphens. */
export function isDocument(documentId: string): boolean {
  return known.test(documentId);
}

export function loadDocument(documentId: string): Paragraph[] {
  for (const [index, text] of opening.entries()) {
    run(
      `INSERT INTO paragraphs (document_id, id, text, version, edited_by) VALUES (?, ?, ?, 1, '')
       ON CONFLICT DO NOTHING`,
      documentId,
      index + 1,
      text,
    );
  }
  return all<Paragraph>(
    `SELECT id, text, version, edited_by AS editedBy FROM paragraphs
     WHERE document_id = ? ORDER BY id`,
    documentId,
  );
}

/**
 * Stores an edit and sends it to the clients that have the document open.
 * @param version the version that the edit changes
 * @returns the current paragraph; it has the edit only if `saved`
 */
export async function editParagraph(
  documentId: string,
  edit: Pick<Paragraph, 'id' | 'text' | 'version'>,
  person: Person,
): Promise<{ saved: boolean; paragraph: Paragraph | undefined }> {
  const { changes } = run(
    `UPDATE paragraphs SET text = ?, version = version + 1, edited_by = ?
     WHERE document_id = ? AND id = ? AND version = ?`,
    edit.text,
    person.name,
    documentId,
    edit.id,
    edit.version,
  );
  const paragraph = first<Paragraph>(
    `SELECT id, text, version, edited_by AS editedBy FROM paragraphs
     WHERE document_id = ? AND id = ?`,
    documentId,
    edit.id,
  );
  const saved = changes === 1;
  if (saved && paragraph) await live.channel(`document:${documentId}`).send('changed', paragraph);
  return { saved, paragraph };
}
