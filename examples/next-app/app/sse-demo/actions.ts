'use server';

import { isDemoSession } from '../../lib/demo-sessions';
import { sendToSession } from '../../lib/sse';

export interface ActionResult {
  ok: boolean;
  text: string;
}

/** What an app would do after it has stored a message: tell those who are looking at it. */
export async function sendChatMessage(_: ActionResult, form: FormData): Promise<ActionResult> {
  const sessionId = String(form.get('sessionId') ?? '').trim();
  const message = String(form.get('message') ?? '').trim();
  if (!sessionId || !message) {
    return { ok: false, text: 'Expected a session and a message; fill in both.' };
  }
  if (!isDemoSession(sessionId)) {
    return { ok: false, text: 'Expected a session of this demo; they begin with tab-.' };
  }
  const sender = String(form.get('sender') ?? '') || 'somebody';
  const clients = sendToSession(sessionId, { event: 'chat_message', data: { message, sender } });
  return clients > 0
    ? { ok: true, text: `Sent to ${clients} ${clients === 1 ? 'client' : 'clients'}.` }
    : { ok: false, text: `Nobody is connected as session ${sessionId}.` };
}
