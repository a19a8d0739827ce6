'use client';

import { useState } from 'react';

/**
 * What the server rendered, and what events have made of it since. A page that loads again brings
 * another cursor, and begins anew with what it brings; nothing else of the component does.
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
