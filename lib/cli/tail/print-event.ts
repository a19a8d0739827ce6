import type { IncomingEvent } from '../../types/events.js';
import { coloursFor } from '../terminal/colours.js';
import { bounded, visible, visibleJSON } from '../terminal/visible.js';
import { textOf } from './wanted.js';

/** Characters of a name or an id. */
const longestName = 200;

/** An event as one line for people. `longest`: characters of the data. */
export function eventLine(
  event: IncomingEvent,
  longest: number,
  colours = coloursFor(process.stdout),
): string {
  const channel = event.channel === undefined ? '' : ` [${bounded(event.channel, longestName)}]`;
  return [
    colours.dim(clock(event.timestamp)),
    `${colours.cyan(bounded(event.event, longestName))}${colours.yellow(channel)}`,
    bounded(textOf(event), longest),
  ].join(' ');
}

/** An event as one line of JSON, whole. */
export function eventJSON({ id, event, data, timestamp, channel, version }: IncomingEvent): string {
  return visibleJSON({ id, event, data, timestamp, channel, version });
}

/** The time of day here, of milliseconds since the epoch. */
function clock(timestamp: number): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return visible('--:--:--.---');
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => part(value));
  return `${time.join(':')}.${part(date.getMilliseconds(), 3)}`;
}
