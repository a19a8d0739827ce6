import { channelOf } from './documents';
import type { Person } from './people';
import { defaultBroadcaster } from './sse';

interface Metadata {
  name?: string;
  documentId?: string;
}

/** Next evaluates this file once for each of its bundles; one of them listens. */
const shared = globalThis as { ssecastDemoPresence?: true };

if (!shared.ssecastDemoPresence) {
  shared.ssecastDemoPresence = true;
  defaultBroadcaster.onDisconnect(({ userId, metadata }) => {
    const { documentId } = (metadata ?? {}) as Metadata;
    if (!documentId || !userId) return;
    // Another window of the same person may still be here.
    if (whoIsHere(documentId).some(({ id }) => id === userId)) return;
    tell(documentId, 'userLeft', { userId });
  });
}

export function whoIsHere(documentId: string): Person[] {
  const people = new Map<string, Person>();
  for (const { userId, metadata } of defaultBroadcaster.clientsIn(channelOf(documentId))) {
    const { name } = (metadata ?? {}) as Metadata;
    if (userId) people.set(userId, { id: userId, name: name ?? userId });
  }
  return [...people.values()];
}

/** Who opens a document sees those who are here already; these hear of the new one. */
export function announce(documentId: string, { id, name }: Person): void {
  tell(documentId, 'userJoined', { userId: id, name });
}

function tell(documentId: string, event: string, data: unknown): void {
  defaultBroadcaster.publish({ channel: channelOf(documentId) }, { event, data });
}
