import type { Failure } from '../../client/stream/failure.js';
import { CliError } from '../cli-error.js';
import { bounded, visible } from '../terminal/visible.js';
import { reasonOf } from './notes.js';

/** The usual path of a stream. */
const usualPath = '/api/sse';
/** Characters of a sentence that the server has written a part of. */
const longestSentence = 500;
/** Answers below 500 that another moment may change: a time-out, too early, a conflict, too many. */
const temporary = [408, 409, 425, 429];

/**
 * Whether a failure is one that no other attempt mends. Once the stream has been open, an answer that is no
 * stream may come from a deploy: a page tries again then, and so does `tail`.
 */
export function endsForGood(
  { channel, status = 0 }: Failure,
  { wasOpen }: { wasOpen: boolean },
): boolean {
  if (channel !== undefined) return true;
  return !wasOpen && status >= 200 && status < 500 && !temporary.includes(status);
}

/** What ended the stream for good, and what to do about it. */
export function refusalOf(
  { code, message, cause, channel, status }: Failure,
  url: string,
): CliError {
  if (channel !== undefined) {
    const sentence = bounded(message, longestSentence);
    return new CliError(
      `${sentence}. Send another --token or --header, or leave out this --channel.`,
    );
  }
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
  if (status === 404 || status === 200) {
    return new CliError(visible(`${message}. ${whereItIs(url)}${orLogin(status)}`));
  }
  return new CliError(visible(`${message}.${reasonOf(cause)}`));
}

/** Where the stream may be, if it is not at this address. */
function whereItIs(url: string): string {
  const { pathname } = new URL(url);
  return pathname === usualPath
    ? 'Is it the right server? In the folder of the app, npx ssecast doctor lists the routes of streams.'
    : `Is ${pathname} the right path? Streams are usually at ${usualPath}.`;
}

const orLogin = (status: number) =>
  status === 200 ? ' If a page to log in has answered, send --token or --header "Cookie: …".' : '';
