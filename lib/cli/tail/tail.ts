import { InvalidOptionError } from '../../client/options/invalid-option.js';
import type { ConnectionSettings } from '../../client/options/options.js';
import { resolveOptions } from '../../client/options/resolve-options.js';
import { gapOf } from '../../client/stream/gap.js';
import type { IncomingEvent } from '../../types/events.js';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../run-program.js';
import { outputClosed } from '../terminal/output.js';
import { follow } from './follow.js';
import { fetchWithHeartbeats } from './heartbeats.js';
import { createNotes, type Notes } from './notes.js';
import type { TailOptions } from './options.js';
import { eventJSON, eventLine } from './print-event.js';
import { createFilter } from './wanted.js';

/** Characters of an event's data on one line. */
const longestData = 2_000;

/** Milliseconds before the first reconnect, where the server says nothing. */
const reconnectInterval = 1_000;

/** @returns the exit code */
export async function tail(url: URL, options: TailOptions): Promise<number> {
  const closed = outputClosed();
  const notes = createNotes((line) => process.stderr.write(line));
  const passes = createFilter(options);
  return follow({
    settings: settingsOf(url, options, notes),
    notes,
    // People get gaps as notes.
    isWanted: (event) => passes(event) && (options.json === true || !gapOf(event)),
    print: printer(options),
    count: options.count,
    duration: options.for,
    closed,
  });
}

function settingsOf(url: URL, options: TailOptions, notes: Notes): ConnectionSettings {
  try {
    return resolveOptions({
      url: url.href,
      headers: options.header,
      token: options.token,
      channels: options.channel,
      cursor: options.lastEventId,
      reconnectInterval,
      maxReconnectAttempts: options.reconnect ? Number.POSITIVE_INFINITY : 0,
      maxEvents: 0,
      fetch: options.heartbeats
        ? fetchWithHeartbeats((comment) => notes.say(`heartbeat ${comment}`.trimEnd()))
        : undefined,
    });
  } catch (error) {
    if (error instanceof InvalidOptionError) throw new CliError(error.message, exitCodes.usage);
    throw error;
  }
}

function printer({ json, full }: TailOptions): (event: IncomingEvent) => void {
  const longest = full ? Number.POSITIVE_INFINITY : longestData;
  return (event) => {
    process.stdout.write(`${json ? eventJSON(event) : eventLine(event, longest)}\n`);
  };
}
