import type { SSEEvent } from '../../types/events.js';

/**
 * An event with a notification for the user.
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
 * An event for a change of a resource that pages show.
 * @returns `{ event: 'update', data: { resource, action, data } }`
 */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export function createUpdateEvent(resource: string, action: string, data?: any): SSEEvent {
  return { event: 'update', data: { resource, action, data } };
}

/**
 * An event about the service itself.
 * @returns `{ event: 'system', data: { type, data } }`
 */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export function createSystemEvent(type: string, data?: any): SSEEvent {
  return { event: 'system', data: { type, data } };
}
