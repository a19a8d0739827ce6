import type { ConnectionSettings } from '../../client/options/options.js';
import { createServerSource } from '../../client/source/server-source.js';
import type { Failure } from '../../client/stream/failure.js';
import { connectedOf } from '../../client/stream/gap.js';
import type { Item } from '../../client/stream/item.js';
import type { IncomingEvent } from '../../types/events.js';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../run-program.js';
import { visible } from '../terminal/visible.js';
import { type Notes, reasonOf } from './notes.js';

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
 * @throws CliError when the server ends it for good
 */
export async function follow(options: FollowOptions): Promise<number> {
  const { settings, notes, isWanted, print, count = Infinity, duration, closed } = options;
  const source = createServerSource(settings);
  const stops: (() => void)[] = [];
  let printed = 0;
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
      if (printed >= count) return;
      notes.follow(item);
      if (item.kind === 'fault' && item.final) reject(refused(item.message, item.failure));
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

/** What the server refused for good, and what to do about it. */
function refused(message: string, { code, cause }: Failure): CliError {
  if (code === 'ERR_SSECAST_UNAUTHORIZED') {
    return new CliError(
      'The server asks for authentication (401). Send it with --token or --header "Cookie: …".',
    );
  }
  if (code === 'ERR_SSECAST_FORBIDDEN') {
    return new CliError(
      'The server does not allow this connection (403). Send another --token or --header.',
    );
  }
  return new CliError(visible(`${message}${reasonOf(cause)}`));
}
