import type { TabsEnvironment } from './environment.js';

export interface PageHandlers {
  /** The page goes, be it into the back/forward cache, or is frozen: it must not hold a lock. */
  onSleep(): void;
  /** It is back. */
  onWake(): void;
  /** Somebody looks at it, or the network is back. */
  onLook(): void;
}

/** The network is back, or somebody looks at the page, whatever it slept. @returns ends it */
export function followWakes({ page, document }: TabsEnvironment, wake: () => void): () => void {
  const look = () => {
    if (!document?.hidden) wake();
  };
  return bind([
    // Also in a hidden page: it may show in its title what it hears.
    [page, 'online', wake],
    [page, 'pageshow', look],
    [document, 'visibilitychange', look],
  ]);
}

/** The Page Lifecycle, https://wicg.github.io/page-lifecycle/. @returns ends it */
export function followPage(environment: TabsEnvironment, handlers: PageHandlers): () => void {
  const { page, document } = environment;
  const look = () => {
    if (!document?.hidden) handlers.onLook();
  };
  return bind([
    [page, 'pagehide', handlers.onSleep],
    [page, 'pageshow', handlers.onWake],
    [page, 'online', look],
    [document, 'freeze', handlers.onSleep],
    [document, 'resume', handlers.onWake],
    [document, 'visibilitychange', look],
  ]);
}

type Binding = [
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined,
  type: string,
  listener: () => void,
];

function bind(bindings: Binding[]): () => void {
  for (const [target, type, listener] of bindings) target?.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of bindings) target?.removeEventListener(type, listener);
  };
}
