import { StringDecoder } from 'node:string_decoder';
import { createParser } from '../../../client/transport/parser.js';
import { decoded } from './decoded.js';
import type { Head } from './head.js';
import { type Answered, type Asked, send } from './request.js';

/** Bytes after which a stream is not read on. */
export const kMaxBytes = 1024 * 1024;
const kMaxBlocks = 10_000;
/** Characters of an answer that is no stream. */
const kMaxText = 2_000;

/** An event or a comment, as it came. */
export interface SeenBlock {
  /** Milliseconds since the request. */
  ms: number;
  id?: string | undefined;
  event?: string | undefined;
  data?: string | undefined;
  comments: readonly string[];
}

/** What a client of the stream has seen. */
export interface Watched {
  /** Absent: none came. */
  head?: Head | undefined;
  /** Why there is no head, or why the body broke off. */
  failure?: string | undefined;
  /** The code of that failure, as Node names it. */
  code?: string | undefined;
  blocks: SeenBlock[];
  /** The first characters of the body. */
  text: string;
  /** Bytes as they were sent. */
  bytes: number;
  /** Milliseconds until the first of them; absent when none came. */
  firstByte?: number | undefined;
  /** When the stream ended, and whether as HTTP says; absent when it was still open. */
  ended?: { ms: number; isComplete: boolean } | undefined;
  /** Whether `kMaxBytes` or the most blocks came. */
  isFull: boolean;
}

export interface WatchOptions extends Omit<Asked, 'signal'> {
  /** Milliseconds at most. */
  wait: number;
  /** Whether `text` has all of the body. */
  keepsText?: boolean;
  /** Ends the watching sooner. */
  isEnough?(watched: Watched): boolean;
  /** Awaited while the stream is still open. */
  beforeClose?(watched: Watched): Promise<void>;
}

/** Reads a stream for a while. Never rejects, whatever the server does. */
export async function watchStream(options: WatchOptions): Promise<Watched> {
  const { wait, isEnough, beforeClose, keepsText, ...asked } = options;
  const watched: Watched = { blocks: [], text: '', bytes: 0, isFull: false };
  const began = performance.now();
  const now = () => performance.now() - began;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), wait);
  try {
    const answered = await send({ ...asked, signal: ending.signal });
    const { status, headers, httpVersion } = answered;
    watched.head = { status, headers, httpVersion, ms: now() };
    // What a redirect says besides is of no interest.
    if (status < 300 || status >= 400)
      await read(answered, watched, { now, isEnough, keepsText, signal: ending.signal });
    await beforeClose?.(watched);
    answered.close();
  } catch (error) {
    if (!ending.signal.aborted) noteFailure(watched, error);
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
  return watched;
}

function noteFailure(watched: Watched, error: unknown): void {
  const { message, code } = Object(error) as { message?: string; code?: string };
  watched.failure = message || code || String(error);
  watched.code = code;
}

interface Reading {
  now(): number;
  isEnough: WatchOptions['isEnough'];
  keepsText: boolean | undefined;
  signal: AbortSignal;
}

/** Resolves when the body has ended, when there is enough of it, and when the signal says so. */
function read(answered: Answered, watched: Watched, reading: Reading): Promise<void> {
  const { now, isEnough, signal } = reading;
  const { body } = answered;
  return new Promise((resolve) => {
    const takeText = createTaker(watched, reading);
    const look = () => {
      watched.isFull ||= watched.bytes > kMaxBytes || watched.blocks.length > kMaxBlocks;
      if (watched.isFull || isEnough?.(watched)) resolve();
    };
    // Closing it below may be an error of it.
    body.on('error', () => undefined);
    body.on('data', (chunk: Buffer) => {
      watched.firstByte ??= now();
      watched.bytes += chunk.length;
      look();
    });
    const end = (error?: Error | null) => {
      if (!signal.aborted && watched.ended === undefined) {
        watched.ended = { ms: now(), isComplete: answered.isComplete() };
        if (error) noteFailure(watched, error);
      }
      resolve();
    };
    body.once('error', end).once('close', () => end());
    const text = decoded(body, answered.headers['content-encoding']);
    text?.on('data', (chunk: Buffer) => {
      takeText(chunk);
      look();
    });
    if (text !== body) text?.once('error', end).once('end', () => end());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function createTaker(watched: Watched, { now, keepsText }: Reading): (chunk: Buffer) => void {
  const most = keepsText ? kMaxBytes : kMaxText;
  const decoder = new StringDecoder('utf8');
  let taken = 0;
  const parse = createParser({
    onRetry: () => undefined,
    onBlock(block) {
      const isEmpty = block.data === undefined && block.id === undefined;
      if (!isEmpty || block.comments.length > 0) watched.blocks.push({ ms: now(), ...block });
    },
  });
  return (chunk) => {
    const text = decoder.write(chunk);
    if (watched.text.length < most) watched.text += text.slice(0, most);
    // A few compressed bytes may be a very long text.
    taken += chunk.length;
    if (taken > kMaxBytes) watched.isFull = true;
    else parse(text);
  };
}
