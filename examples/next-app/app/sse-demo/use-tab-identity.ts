'use client';

import { useSyncExternalStore } from 'react';

export interface TabIdentity {
  /** One for each browser tab, to distinguish two tabs. It survives a reload. */
  sessionId: string;
  /** The same in every tab: an event to the user reaches all of them. */
  userId: string;
}

const storageKey = 'ssecast-demo';
const listeners = new Set<() => void>();
let current: TabIdentity | undefined;

function read(): TabIdentity {
  if (current) return current;
  const fresh = { sessionId: `tab-${randomLetters(4)}`, userId: 'ada' };
  try {
    const stored = sessionStorage.getItem(storageKey);
    current = { ...fresh, ...(stored ? JSON.parse(stored) : {}) } as TabIdentity;
    sessionStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // The visitor can disable storage. The tab then gets a new identity with each reload.
    current = fresh;
  }
  return current;
}

export function setTabIdentity(identity: TabIdentity): void {
  current = identity;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(identity));
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

/** Null on the server and until the page is hydrated. */
export function useTabIdentity(): TabIdentity | null {
  return useSyncExternalStore(subscribe, read, () => null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Without letters that look alike. */
function randomLetters(count: number): string {
  const letters = 'bcdfghjkmnpqrstvwxyz23456789';
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}
