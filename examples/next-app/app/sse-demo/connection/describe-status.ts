import type { SSEHookReturn } from 'ssecast/react';

export type Tone = 'live' | 'waiting' | 'stopped' | 'off';

/** The status of the hook as a sentence. */
export function describeStatus({ status, error, events }: SSEHookReturn): {
  tone: Tone;
  title: string;
  detail: string;
} {
  switch (status) {
    case 'open':
      return { tone: 'live', title: 'Connected', detail: count(events.length) };
    case 'connecting':
      return error
        ? { tone: 'waiting', title: 'Reconnecting', detail: error }
        : { tone: 'waiting', title: 'Connecting', detail: 'Waiting for the server to answer.' };
    case 'closed':
      return error
        ? { tone: 'stopped', title: 'Stopped', detail: error }
        : { tone: 'off', title: 'Disconnected', detail: 'Connect to receive what was missed.' };
    default:
      return { tone: 'off', title: 'Connecting', detail: 'Waiting for the page.' };
  }
}

function count(events: number): string {
  if (events === 1) return 'The stream is open; 1 event received.';
  return `The stream is open; ${events === 0 ? 'no' : events} events received.`;
}
