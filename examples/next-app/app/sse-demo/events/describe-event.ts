import type { SSEEvent } from 'ssecast/react';

export type EventKind = 'notification' | 'update' | 'system' | 'custom' | 'connection';

export function kindOf({ event }: SSEEvent): EventKind {
  if (event === 'notification' || event === 'update' || event === 'system') return event;
  return event === 'connected' || event === 'gap' ? 'connection' : 'custom';
}

/** The data of an event in one line. */
export function headlineOf(event: SSEEvent): string {
  const { data } = event;
  if (typeof data !== 'object' || data === null) return String(data);
  switch (event.event) {
    case 'notification':
      return [data.title, data.message].filter(Boolean).join(' – ');
    case 'update':
      return withDetails(`${data.resource} ${data.action}`, data.data);
    case 'system':
      return withDetails(String(data.type), data.data);
    case 'chat_message':
      return `${data.sender}: ${data.message}`;
    case 'connected':
      return connectedLine(data);
    case 'gap':
      return 'Events may have been missed; the server no longer holds them';
    default:
      return JSON.stringify(data);
  }
}

function withDetails(title: string, details: unknown): string {
  return details === undefined || details === null ? title : `${title} ${JSON.stringify(details)}`;
}

function connectedLine({ resumed, replayed }: { resumed?: boolean; replayed?: number }): string {
  if (!resumed) return 'New connection';
  if (!replayed) return 'Resumed; nothing was missed';
  return `Resumed; ${replayed} missed ${replayed === 1 ? 'event follows' : 'events follow'}`;
}

/** Local time to the millisecond: events can be less than a second apart. */
export function clockOf(timestamp: number): string {
  const date = new Date(timestamp);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The text that a search matches. */
export function textOf(event: SSEEvent): string {
  return `${event.event} ${JSON.stringify(event.data)}`.toLowerCase();
}
