'use server';

import { redirect } from 'next/navigation';
import { requirePerson } from '../../lib/people';
import { createRetrospective, maxContent } from '../../lib/retrospective';
import type { ResultText } from '../sse-demo/ui/result';

export async function create(_: ResultText, form: FormData): Promise<ResultText> {
  await requirePerson();
  const title = String(form.get('title') ?? '')
    .trim()
    .slice(0, maxContent);
  if (!title) return { ok: false, text: 'Expected a title for the board; fill it in.' };
  redirect(`/retrospective/${createRetrospective(title).id}`);
}
