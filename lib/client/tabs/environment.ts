import { type PageEvents, pageEvents } from '../transport/page-life.js';

/** What is needed of Web Locks; `navigator.locks` has it. */
export interface TabLocks {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    held: () => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** What is needed of a `BroadcastChannel`. */
export interface TabChannel {
  onmessage: ((message: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What a tab has of its browser. */
export interface TabsEnvironment extends PageEvents {
  locks: TabLocks;
  openChannel(name: string): TabChannel;
  /** An id that no other tab has. */
  newId(): string;
}

/** Undefined where tabs cannot agree: an old browser, a page without HTTPS, no browser at all. */
export function tabsEnvironment(): TabsEnvironment | undefined {
  const { navigator, document, BroadcastChannel, crypto } = globalThis as Partial<
    typeof globalThis
  >;
  const locks = navigator?.locks;
  if (!locks || !document || !BroadcastChannel || !crypto?.randomUUID) return undefined;
  return {
    locks: locks as unknown as TabLocks,
    openChannel: (name) => new BroadcastChannel(name),
    ...pageEvents(),
    newId: () => crypto.randomUUID(),
  };
}
