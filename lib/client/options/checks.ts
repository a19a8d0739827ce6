import { longestId } from '../stream/event-id.js';
import type { ConnectionOptions } from './options.js';

const isAmount = (value: unknown) => typeof value === 'number' && value >= 0;
export const isName = (value: unknown) => typeof value === 'string' && value !== '';
const isFunction = (value: unknown) => typeof value === 'function';

function isHeaders(value: unknown): boolean {
  if (isFunction(value)) return true;
  if (typeof value !== 'object' || value === null || Symbol.iterator in value) return false;
  return Object.entries(value).every((entry) => isHeader(...entry));
}

/** Whether a request can carry it. */
export function isHeader(name: string, value: unknown): boolean {
  try {
    return typeof value === 'string' && Boolean(new Headers([[name, value]]));
  } catch {
    return false;
  }
}

/** What each option can be. Undefined is always its default. */
export const checks: Partial<Record<keyof ConnectionOptions, (value: unknown) => boolean>> = {
  url: isName,
  reconnectInterval: isAmount,
  maxReconnectAttempts: isAmount,
  maxEvents: isAmount,
  silenceTimeout: isAmount,
  // What a header or an address can carry.
  cursor: (value) =>
    typeof value === 'string' && value.length <= longestId && !/\p{Cc}/u.test(value),
  tabs: (value) => value === 'own' || value === 'shared',
  headers: isHeaders,
  token: (value) => typeof value === 'string' || isFunction(value),
  credentials: (value) => ['omit', 'same-origin', 'include'].includes(value as string),
  channels: (value) => Array.isArray(value) && value.every(isName),
  version: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
