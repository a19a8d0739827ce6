import type { IncomingEvent } from '../../types/events.js';
import { millisecondsOf } from '../stream/event-id.js';

/** What the comments of a block say about its event. */
export interface Remarks {
  timestamp?: number;
  channel?: string;
  version?: number;
}

interface Body {
  event: string;
  data: unknown;
  timestamp?: number;
}

/** Only the server itself sends these: for them a page loads its data again, or takes a client's id. */
const kOwnNames = ['connected', 'gap'];

/**
 * A block with data as an event. Only a block without an `event:` line is an envelope: the data of a
 * block that the server names `message` is data, and a user may have written it. `timestamp`: that of
 * the publisher, if there is one; otherwise the milliseconds of an id of the form
 * `<milliseconds>-<sequence>`, otherwise now.
 */
export function toEvent(
  message: { id?: string | undefined; event?: string | undefined; data: string },
  { timestamp, channel, version }: Remarks,
): IncomingEvent<unknown> {
  const { id } = message;
  const payload = parseData(message.data);
  const body = message.event ? { event: message.event, data: payload } : openEnvelope(payload);
  return {
    id: id ?? '',
    event: body.event,
    data: body.data,
    ...(channel === undefined ? {} : { channel }),
    ...(version === undefined ? {} : { version }),
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
 * an envelope, or an object of their own that carries `type`, which is the data itself. Neither is
 * a `connected` or a `gap`: such an object is a message.
 */
function openEnvelope(payload: unknown): Body {
  if (typeof payload !== 'object' || payload === null) return { event: 'message', data: payload };
  const { type, data, timestamp, ...others } = payload as Record<string, unknown>;
  if (typeof type !== 'string' || type === '' || kOwnNames.includes(type)) {
    return { event: 'message', data: payload };
  }
  const isEnvelope = data !== undefined && Object.keys(others).length === 0;
  return {
    event: type,
    data: isEnvelope ? data : payload,
    ...(typeof timestamp === 'number' ? { timestamp } : {}),
  };
}
