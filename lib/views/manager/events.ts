import type { SSEEvent } from '../../../types/events.js';

/**
 * A notice for people.
 * @returns `{ event: 'notification', data: { title, message, type, data } }`
 */
export function createNotificationEvent(
  title: string,
  message: string,
  type = 'info',
  // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
  data?: any,
): SSEEvent {
  return { event: 'notification', data: { title, message, type, data } };
}

/**
 * Something changed that a client may show.
 * @returns `{ event: 'update', data: { resource, action, data } }`
 */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export function createUpdateEvent(resource: string, action: string, data?: any): SSEEvent {
  return { event: 'update', data: { resource, action, data } };
}

/**
 * Something about the service itself.
 * @returns `{ event: 'system', data: { type, data } }`
 */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export function createSystemEvent(type: string, data?: any): SSEEvent {
  return { event: 'system', data: { type, data } };
}
