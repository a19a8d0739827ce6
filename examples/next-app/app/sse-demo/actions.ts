'use server';

import { ownSession } from '../../lib/demo-sessions';
import { sendToSession } from '../../lib/sse';

export interface ActionResult {
  ok: boolean;
  text: string;
}

/**
 * Sends an event to a session, as an app does after it has stored a message. Any visitor can call a Server
 * Action with any arguments. So the cookie decides whose sessions get the event, and the form only which tab.
 */
export async function sendChatMessage(_: ActionResult, form: FormData): Promise<ActionResult> {
  const name = String(form.get('sessionId') ?? '').trim();
  const message = String(form.get('message') ?? '').trim();
  if (!name || !message) {
    return { ok: false, text: 'Expected a session and a message; fill in both.' };
  }
  const sessionId = await ownSession(name);
  if (!sessionId) return { ok: false, text: 'Expected the cookie of this page; load it again.' };
  const sender = String(form.get('sender') ?? '') || 'somebody';
  const clients = sendToSession(sessionId, { event: 'chat_message', data: { message, sender } });
  return clients > 0
    ? { ok: true, text: `Sent to ${clients} ${clients === 1 ? 'client' : 'clients'}.` }
    : { ok: false, text: `No tab of this browser has the session ${name}.` };
}
