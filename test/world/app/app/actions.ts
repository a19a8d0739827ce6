'use server';

import { sendToSession } from 'ssecast/manager';
import '../lib/live';

export async function greet(form: FormData) {
  sendToSession('desk', { event: 'greeting', data: { text: String(form.get('text')) } });
}
