'use server';

import { editParagraph, isDocument, maxTextLength } from '../../../lib/documents';
import type { Paragraph } from '../../../lib/live';
import { requirePerson } from '../../../lib/people';

export interface Saved {
  saved: boolean;
  /** The current state on the server. */
  paragraph: Paragraph | undefined;
}

/** Checks its arguments, because any visitor can call a Server Action with any arguments. */
export async function saveParagraph(
  documentId: string,
  edit: Pick<Paragraph, 'id' | 'text' | 'version'>,
): Promise<Saved> {
  const person = await requirePerson();
  const { id, text, version } = edit ?? {};
  const isEdit =
    typeof documentId === 'string' &&
    isDocument(documentId) &&
    Number.isSafeInteger(id) &&
    Number.isSafeInteger(version) &&
    typeof text === 'string' &&
    text.length <= maxTextLength;
  if (!isEdit) return { saved: false, paragraph: undefined };
  return editParagraph(documentId, { id, text, version }, person);
}
