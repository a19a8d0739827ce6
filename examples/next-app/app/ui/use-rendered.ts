'use client';

import { useState } from 'react';

/**
 * The value that the server rendered, with the changes of later events. A page that loads again has
 * another cursor and starts from its new value; the rest of the component keeps its state.
 * @returns the value, and a function that changes it
 */
export function useRendered<Value>(
  rendered: Value,
  cursor: string,
): [Value, (change: (before: Value) => Value) => void] {
  const begin = { cursor, value: rendered };
  const [known, setKnown] = useState(begin);
  const now = known.cursor === cursor ? known : begin;
  return [
    now.value,
    (change) =>
      setKnown((before) => {
        const current = before.cursor === cursor ? before : begin;
        return { cursor, value: change(current.value) };
      }),
  ];
}
