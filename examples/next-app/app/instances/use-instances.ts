'use client';

import { useState } from 'react';
import type { Instance } from '../../lib/live';
import { useLive } from '../../lib/use-live';

/** The newest event of an instance. */
interface Hello extends Instance {
  number: number;
  clients: number;
  /** When it came, in milliseconds. */
  at: number;
}

interface Observed {
  /** By the names of the instances. */
  hellos: ReadonlyMap<string, Hello>;
  received: number;
  missed: number;
  repeated: number;
}

const nothing: Observed = { hellos: new Map(), received: 0, missed: 0, repeated: 0 };

/** Milliseconds of silence after which an instance counts as gone. */
const patience = 2_500;

/**
 * What this window observes: the instances, the one that serves it, and whether an event is missing. Each
 * instance numbers its events, so a missing one shows.
 */
export function useInstances(windowId: string, cursor: string) {
  const [observed, setObserved] = useState(nothing);
  const [gaps, setGaps] = useState(0);
  const [served, setServed] = useState<{ by?: Instance; moves: number }>({ moves: 0 });
  const live = useLive(
    'instances',
    {
      hello: (hello) => setObserved((before) => count(before, { ...hello, at: Date.now() })),
      gap: () => setGaps((before) => before + 1),
    },
    { cursor },
  );
  useLive(
    `window:${windowId}`,
    {
      served: (by) =>
        setServed(({ by: before, moves }) => ({
          by,
          moves: before && before.process !== by.process ? moves + 1 : moves,
        })),
    },
    { cursor },
  );
  const newest = Math.max(...[...observed.hellos.values()].map(({ at }) => at));
  const instances = [...observed.hellos.values()]
    .map((hello) => ({ ...hello, isAlive: newest - hello.at < patience }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { live, instances, served, gaps, ...observed };
}

function count({ hellos, received, missed, repeated }: Observed, hello: Hello): Observed {
  const before = hellos.get(hello.name);
  // A process that was started again counts from the beginning.
  const isSame = before?.process === hello.process;
  const step = isSame ? hello.number - before.number : 1;
  return {
    hellos: step > 0 ? new Map(hellos).set(hello.name, hello) : hellos,
    received: received + 1,
    missed: missed + Math.max(0, step - 1),
    repeated: repeated + (step > 0 ? 0 : 1),
  };
}
