'use client';

import { useState } from 'react';

/**
 * The first of equal values: what a component writes anew with every render (`headers: { … }`) is the
 * same object for as long as it says the same. In state and not in a memo, which React may forget.
 */
export function useKept<Value>(value: Value, isSame: (a: Value, b: Value) => boolean): Value {
  const [kept, keep] = useState(value);
  if (Object.is(kept, value) || isSame(kept, value)) return kept;
  keep(value);
  return value;
}

/** Whether two sets of options say the same. A function is as good as any other: see `useLatest`. */
export function isSameOptions(a: object, b: object): boolean {
  const [left, right] = [entriesOf(a), entriesOf(b)];
  return left.size === right.size && [...left].every(([name, text]) => right.get(name) === text);
}

/** Whether two lists hold the same, in the same order. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** What an option says, as text. Left out and undefined are the same. */
function entriesOf(options: object): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) entries.set(name, textOf(value));
  }
  return entries;
}

function textOf(value: unknown): string {
  // JSON has neither functions nor Infinity, and would write an array and a text of its JSON alike.
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' ? 'function' : `${typeof value} ${String(value)}`;
  }
  const sorted = Array.isArray(value) ? value : Object.entries(value).sort();
  return `object ${JSON.stringify(sorted)}`;
}
