import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isDocument, loadDocument } from '../../../lib/documents';
import { live } from '../../../lib/live';
import { currentPerson } from '../../../lib/people';
import { ChoosePerson } from '../../ui/choose-person';
import styles from '../../ui/page.module.css';
import { PageHead } from '../../ui/page-head';
import { DocumentEditor } from './document-editor';

export const metadata: Metadata = { title: 'Document · ssecast' };

export default async function DocumentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isDocument(id)) notFound();
  const person = await currentPerson();
  const path = `/documents/${id}`;
  if (!person) return <ChoosePerson back={path} />;
  const { data, cursor } = await live.channel(`document:${id}`).snapshot(() => loadDocument(id));
  const here = await live.presence(`document:${id}`);
  return (
    <main className={styles.page}>
      <PageHead
        title="Document"
        lead="Each paragraph has a version. An edit of an older version is refused, and you decide what to do, so no edit overwrites another."
        person={person}
        back={path}
      />
      {/* Not keyed by the cursor: a draft outlives a page that loads again. */}
      <DocumentEditor
        documentId={id}
        person={person}
        paragraphs={data}
        here={here}
        cursor={cursor}
      />
    </main>
  );
}
