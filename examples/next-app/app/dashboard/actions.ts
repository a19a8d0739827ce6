'use server';

import { markAsRead, notify } from '../../lib/notifications';
import { placeOrder } from '../../lib/orders';
import { findPerson, requirePerson } from '../../lib/people';
import type { ResultText } from '../sse-demo/ui/result';

/** A random price in cents, between 10 and 100: the goods do not matter here. */
export async function order(): Promise<void> {
  const person = await requirePerson();
  await placeOrder(person.name, 1_000 + Math.floor(Math.random() * 9_000));
}

export async function sendNotification(_: ResultText, form: FormData): Promise<ResultText> {
  const sender = await requirePerson();
  const to = findPerson(String(form.get('to') ?? ''));
  const body = String(form.get('body') ?? '')
    .trim()
    .slice(0, 500);
  if (!to || !body) return { ok: false, text: 'Expected a person and a text; fill in both.' };
  await notify(to.id, `From ${sender.name}`, body);
  return { ok: true, text: `Sent to ${to.name}.` };
}

export async function readNotification(id: number): Promise<void> {
  const person = await requirePerson();
  if (Number.isSafeInteger(id)) await markAsRead(person.id, id);
}
