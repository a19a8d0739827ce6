import type { ConnectionSettings } from '../../client/options/options.js';
import { createServerSource } from '../../client/source/server-source.js';
import { connectedOf } from '../../client/stream/gap.js';
import type { Item } from '../../client/stream/item.js';
import type { IncomingEvent } from '../../types/events.js';
import { exitCodes } from '../run-program.js';
import type { Notes } from './notes.js';
import { endsForGood, refusalOf } from './refusal.js';

export interface FollowOptions {
  settings: ConnectionSettings;
  notes: Notes;
  isWanted(event: IncomingEvent): boolean;
  print(event: IncomingEvent): void;
  /** Ends after so many printed events. */
  count?: number | undefined;
  /** Ends after so many milliseconds. */
  duration?: number | undefined;
  /** Settles when nobody reads the output any more. */
  closed: Promise<void>;
}

/**
 * Prints what a stream brings until something ends it. The server's introduction is a note.
 * @returns the exit code
 * @throws CliError when the server ends it for good, or refuses a channel
 */
export async function follow(options: FollowOptions): Promise<number> {
  const { settings, notes, isWanted, print, count = Infinity, duration, closed } = options;
  const source = createServerSource(settings);
  const stops: (() => void)[] = [];
  let printed = 0;
  let wasOpen = false;
  let isOver = false;
  const ended = new Promise<number>((resolve, reject) => {
    const interrupt = () => resolve(exitCodes.interrupted);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, interrupt);
      stops.push(() => process.removeListener(signal, interrupt));
    }
    if (duration !== undefined) {
      const timer = setTimeout(() => resolve(exitCodes.ok), duration);
      stops.push(() => clearTimeout(timer));
    }
    closed.then(() => resolve(exitCodes.ok), reject);

    function take(item: Item): void {
      if (isOver || printed >= count) return;
      if (item.kind === 'status' && item.status === 'open') wasOpen = true;
      if (item.kind === 'fault' && (item.final || endsForGood(item.failure, { wasOpen }))) {
        isOver = true;
        reject(refusalOf(item.failure, settings.url));
        // Before the next attempt begins.
        source.disconnect();
        return;
      }
      notes.follow(item);
      if (item.kind === 'status' && item.status === 'closed' && item.error === null) {
        notes.say('the server wants no connection (204)');
        resolve(exitCodes.ok);
      }
      if (item.kind !== 'event' || connectedOf(item.event) || !isWanted(item.event)) return;
      print(item.event);
      printed += 1;
      if (printed === count) resolve(exitCodes.ok);
    }
    stops.push(source.read({ take, flush: () => undefined }));
  });
  source.start();
  try {
    return await ended;
  } finally {
    for (const stop of stops) stop();
    source.disconnect();
  }
}
