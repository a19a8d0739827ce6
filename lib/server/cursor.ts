import { queryOf } from './query.js';

/**
 * The cursor of a request: the header `Last-Event-ID`, which a browser sends by itself, or the parameter
 * `lastEventId`, for clients that cannot set a header. The header wins.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 */
export function cursorOf(
  header: string | string[] | null | undefined,
  url: string | undefined,
): string | undefined {
  const sent = Array.isArray(header) ? header[0] : header;
  if (sent) return decode(sent);
  // Most requests have no cursor, and parsing a query costs more than searching for a word.
  if (!url?.includes('lastEventId=')) return undefined;
  return queryOf(url).get('lastEventId') || undefined;
}

/** Browsers send the id as UTF-8; Node reads header bytes as latin-1. */
function decode(header: string): string {
  for (let index = 0; index < header.length; index++) {
    const unit = header.charCodeAt(index);
    if (unit > 0x7f && unit <= 0xff) return Buffer.from(header, 'latin1').toString('utf8');
  }
  return header;
}
