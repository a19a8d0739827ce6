import type { ClientInfo } from 'ssecast';
import { channelOf } from './documents';
import type { Person } from './people';
import { defaultBroadcaster } from './sse';

interface Metadata {
  name?: string;
  documentId?: string;
}

export function whoIsHere(documentId: string): Person[] {
  const people = new Map<string, Person>();
  for (const { userId, metadata } of defaultBroadcaster.clientsIn(channelOf(documentId))) {
    const { name } = (metadata ?? {}) as Metadata;
    if (userId) people.set(userId, { id: userId, name: name ?? userId });
  }
  return [...people.values()];
}

/** Publishes a new client to the clients that have the document open. */
export function announce({ userId, metadata }: ClientInfo): void {
  const { documentId, name } = (metadata ?? {}) as Metadata;
  if (documentId && userId) tell(documentId, 'userJoined', { userId, name });
}

export function bidFarewell({ userId, metadata }: ClientInfo): void {
  const { documentId } = (metadata ?? {}) as Metadata;
  if (!documentId || !userId) return;
  // Another window of the same person may still be here.
  if (whoIsHere(documentId).some(({ id }) => id === userId)) return;
  tell(documentId, 'userLeft', { userId });
}

function tell(documentId: string, event: string, data: unknown): void {
  defaultBroadcaster.publish({ channel: channelOf(documentId) }, { event, data });
}
