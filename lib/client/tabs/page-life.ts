import type { TabsEnvironment } from './environment.js';

export interface PageHandlers {
  /** The page goes, be it into the back/forward cache, or is frozen: it must not hold a lock. */
  onSleep(): void;
  /** It is back. */
  onWake(): void;
  /** Somebody looks at it, or the network is back. */
  onLook(): void;
}

/** The Page Lifecycle, https://wicg.github.io/page-lifecycle/. @returns ends it */
export function followPage(environment: TabsEnvironment, handlers: PageHandlers): () => void {
  const { page, document } = environment;
  const look = () => {
    if (!document?.hidden) handlers.onLook();
  };
  const bindings = [
    [page, 'pagehide', handlers.onSleep],
    [page, 'pageshow', handlers.onWake],
    [page, 'online', look],
    [document, 'freeze', handlers.onSleep],
    [document, 'resume', handlers.onWake],
    [document, 'visibilitychange', look],
  ] as const;
  for (const [target, type, listener] of bindings) target?.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of bindings) target?.removeEventListener(type, listener);
  };
}
