import { longestId } from '../stream/event-id.js';
import { isHeader, isName } from './checks.js';
import type { ConnectionOptions } from './options.js';

export class InvalidOptionError extends TypeError {
  readonly code = 'ERR_SSECAST_INVALID_OPTION';
  override readonly name = 'InvalidOptionError';
}

/** Production builds name the option; its sentence is for development. */
export function sentenceFor(name: keyof ConnectionOptions, value: unknown): string {
  try {
    if (process.env.NODE_ENV !== 'production') return longSentence(name, value);
  } catch {
    // No bundler has replaced `process.env.NODE_ENV`, and this page has no `process`.
  }
  return `${name} is no valid option`;
}

function longSentence(name: keyof ConnectionOptions, value: unknown): string {
  const amount = 'a number of 0 or more';
  const expected: Partial<Record<keyof ConnectionOptions, string>> = {
    url: 'the address of an SSE endpoint',
    reconnectInterval: amount,
    maxReconnectAttempts: amount,
    maxEvents: amount,
    silenceTimeout: amount,
    cursor: `an id of at most ${longestId} characters, as snapshot() returns it,`,
    tabs: "'own' or 'shared'",
    headers: 'an object of names and strings, or a function that returns one,',
    token: 'a string, or a function that returns one,',
    credentials: "'omit', 'same-origin' or 'include'",
    channels: 'an array of names of at least one character',
    version: 'a whole number of 1 or more',
  };
  return `Expected ${name} to be ${expected[name]} but received ${received(name, value)}`;
}

function received(name: string, value: unknown): string {
  if (name === 'cursor' && typeof value === 'string') {
    return value.length > longestId ? `${value.length} characters` : 'control characters in it';
  }
  if (Array.isArray(value)) return `${show(value.find((each) => !isName(each)))} among them`;
  if (name === 'headers' && typeof value === 'object' && value !== null) {
    const wrong = Object.entries(value).find((entry) => !isHeader(...entry));
    return wrong ? `what no header can be for ${show(wrong[0])}` : `a ${value.constructor?.name}`;
  }
  return show(value);
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `'${value}'` : String(value);
}
