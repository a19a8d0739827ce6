import type { Member } from '../types/members.js';

/** What all names of presence events begin with: no event of an application has such a name. */
export const kPresence = 'presence.';

/** The name of an event of presence, as the readers of the channel get it. */
export type PresenceEvent = 'presence.join' | 'presence.leave';

/**
 * The text of an event for the log of a backplane, in the form that is documented for other languages:
 * the event then names its channel, and the backplane can store it in one step with the member.
 * @param value JSON text of the metadata
 */
export function presenceEntry(
  channel: string,
  event: PresenceEvent,
  userId: string,
  value: string,
): string {
  const head = JSON.stringify({ target: { channel }, event });
  return `${head}\n{"userId":${JSON.stringify(userId)},"metadata":${value}}`;
}

/** What `presenceEntry` has written. */
export function parsePresenceEntry(entry: string): {
  channel: string;
  event: PresenceEvent;
  data: Member;
} {
  const line = entry.indexOf('\n');
  const { target, event } = JSON.parse(entry.slice(0, line));
  return { channel: target.channel, event, data: JSON.parse(entry.slice(line + 1)) };
}

/** The name of a channel's group of members. */
export function groupOf(channel: string): string {
  return `presence:${channel}`;
}

/** @param value as it was entered; another program may have entered anything */
export function toMember(userId: string, value: string): Member {
  let metadata: unknown;
  try {
    metadata = JSON.parse(value);
  } catch {
    metadata = undefined;
  }
  const isObject = typeof metadata === 'object' && metadata !== null;
  return { userId, metadata: isObject ? (metadata as Member['metadata']) : {} };
}
