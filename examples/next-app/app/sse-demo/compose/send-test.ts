import type { ResultText } from '../ui/result';
import type { Message } from './message';

/** Posts the message. @returns a sentence about the result */
export async function sendTest(message: Message): Promise<ResultText> {
  try {
    const response = await fetch('/api/sse/test', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
    const answer: { success: boolean; clients?: number; error?: string } = await response.json();
    if (!answer.success) return { ok: false, text: answer.error ?? 'The server refused it.' };
    return reached(answer.clients ?? 0, message);
  } catch {
    return { ok: false, text: 'The server cannot be reached; nothing was sent.' };
  }
}

function reached(clients: number, { event, target, targetId }: Message): ResultText {
  if (clients > 0) {
    return {
      ok: true,
      text: `Sent ${event} to ${clients} ${clients === 1 ? 'client' : 'clients'}.`,
    };
  }
  const whom =
    target === 'all' ? 'No client is connected' : `No client belongs to ${target} ${targetId}`;
  return { ok: false, text: `${whom}, so nobody received it.` };
}
