import type { EventSourceMessage } from 'eventsource-parser';
import type { SSEEvent } from '../../types/events.js';
import { millisecondsOf } from './event-id.js';

/**
 * A message off the wire as an event. `timestamp`: what the publisher said, if it did; otherwise
 * the milliseconds of an id of the form `<milliseconds>-<sequence>`, otherwise now.
 */
export function toEvent(message: EventSourceMessage, timestamp: number | undefined): SSEEvent {
  const { id } = message;
  const payload = parseData(message.data);
  const body =
    message.event === undefined ? openEnvelope(payload) : { event: message.event, data: payload };
  return {
    ...(id ? { id } : {}),
    event: body.event,
    data: body.data,
    timestamp: timestamp ?? body.timestamp ?? millisecondsOf(id) ?? Date.now(),
  };
}

function parseData(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Servers other than ssecast may send plain text.
    return text;
  }
}

/**
 * Servers that name their events inside the JSON send either `{ type, data, timestamp }`, which is
 * an envelope, or an object of their own that carries `type`, which is the data itself.
 */
function openEnvelope(payload: unknown): { event: string; data: unknown; timestamp?: number } {
  if (typeof payload !== 'object' || payload === null) return { event: 'message', data: payload };
  const { type, data, timestamp, ...others } = payload as Record<string, unknown>;
  if (typeof type !== 'string' || type === '') return { event: 'message', data: payload };
  const isEnvelope = data !== undefined && Object.keys(others).length === 0;
  return {
    event: type,
    data: isEnvelope ? data : payload,
    ...(typeof timestamp === 'number' ? { timestamp } : {}),
  };
}
