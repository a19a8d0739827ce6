/** @returns whether the browser is sure that there is no network */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/**
 * Calls back when somebody looks at the page again, or the network is back. Without a page, never.
 * @returns ends it
 */
export function onPageWake(wake: (isNetwork: boolean) => void): () => void {
  const look = () => {
    if (globalThis.document?.visibilityState !== 'hidden') wake(false);
  };
  const online = () => wake(true);
  const bindings = [
    [globalThis, 'online', online],
    // From the back/forward cache; another `pageshow` is the page's first.
    [globalThis, 'pageshow', look],
    [globalThis.document, 'visibilitychange', look],
  ] as const;
  for (const [target, type, listener] of bindings) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of bindings) target?.removeEventListener?.(type, listener);
  };
}
