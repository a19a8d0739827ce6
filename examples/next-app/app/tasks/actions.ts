'use server';

import { requirePerson } from '../../lib/people';
import { startTask } from '../../lib/tasks';
import type { ResultText } from '../sse-demo/ui/result';

export async function start(_: ResultText, form: FormData): Promise<ResultText> {
  const person = await requirePerson();
  const title = String(form.get('title') ?? '')
    .trim()
    .slice(0, 80);
  if (!title) return { ok: false, text: 'Expected a name for the task; fill it in.' };
  return (await startTask(person.id, title))
    ? { ok: true, text: `Started ${title}.` }
    : { ok: false, text: 'Three tasks are running already; wait until one is done.' };
}
