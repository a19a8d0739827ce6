/** Outside of a browser nothing is there to listen to. */
type Target = Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;

/** The parts of a page that say what happens to it. */
export interface PageEvents {
  page: Target | undefined;
  document: (Target & { readonly hidden: boolean }) | undefined;
}

export interface PageHandlers {
  /** The page is visible again, or its network is back. */
  onWake(isNetwork: boolean): void;
  /** The page goes, perhaps into the back/forward cache. */
  onHide?(): void;
  /** The page is back from the cache, runs again, or is shown for the first time. */
  onShow?(): void;
  /** The browser stops the page: it must not hold a lock. `onShow` follows when the page runs again. */
  onFreeze?(): void;
}

/** @returns whether the browser is sure that there is no network */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/** Without a page: never. */
export function pageEvents(): PageEvents {
  return {
    page: globalThis,
    document: globalThis.document,
  };
}

/**
 * Follows the life of a page: https://wicg.github.io/page-lifecycle/.
 * @returns ends it
 */
export function followPage(
  { page, document }: PageEvents,
  { onWake, onHide, onShow, onFreeze }: PageHandlers,
): () => void {
  const look = () => {
    if (!document?.hidden) onWake(false);
  };
  const show = () => {
    onShow?.();
    look();
  };
  const bindings = [
    [page, 'online', () => onWake(true)],
    [page, 'pagehide', onHide],
    [page, 'pageshow', show],
    [document, 'freeze', onFreeze],
    [document, 'resume', show],
    [document, 'visibilitychange', look],
  ] as const;
  for (const [target, type, listener] of bindings) {
    if (listener) target?.addEventListener?.(type, listener);
  }
  return () => {
    for (const [target, type, listener] of bindings) {
      if (listener) target?.removeEventListener?.(type, listener);
    }
  };
}
