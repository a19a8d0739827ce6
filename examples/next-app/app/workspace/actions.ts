'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requirePerson } from '../../lib/people';
import { createWorkspace, joinWorkspace, maxName } from '../../lib/workspaces';
import type { ResultText } from '../sse-demo/ui/result';

export async function create(_: ResultText, form: FormData): Promise<ResultText> {
  const person = await requirePerson();
  const name = String(form.get('name') ?? '')
    .trim()
    .slice(0, maxName);
  if (!name) return { ok: false, text: 'Expected a name for the workspace; fill it in.' };
  const { id } = createWorkspace(name, person.id);
  revalidatePath('/workspace', 'layout');
  redirect(`/workspace/${id}`);
}

/** Every visitor may join here; a real app requires an invitation. */
export async function join(form: FormData): Promise<void> {
  const person = await requirePerson();
  const id = String(form.get('id') ?? '');
  joinWorkspace(id, person.id);
  revalidatePath('/workspace', 'layout');
  redirect(`/workspace/${encodeURIComponent(id)}`);
}
