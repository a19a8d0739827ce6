/** Milliseconds after which a page that draws no frames runs it all the same: its title may change. */
const longestWait = 100;

const waiting = new Set<() => void>();
let frame: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function run(): void {
  if (frame !== undefined) cancelAnimationFrame(frame);
  clearTimeout(timer);
  frame = undefined;
  timer = undefined;
  const callbacks = [...waiting];
  waiting.clear();
  for (const callback of callbacks) callback();
}

/**
 * Calls back once before the next frame, however often it is asked. Hidden pages draw none.
 * @returns takes it back
 */
export function onNextFrame(callback: () => void): () => void {
  waiting.add(callback);
  if (timer === undefined) {
    if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(run);
    timer = setTimeout(run, longestWait);
  }
  return () => void waiting.delete(callback);
}
