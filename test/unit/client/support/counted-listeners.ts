/** Targets of events that count the listeners which are added and not removed. */
export function countListeners() {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  let count = 0;
  return {
    listening: () => count,
    counted: <Target extends EventTarget>(target: Target): Target =>
      Object.assign(target, {
        addEventListener(...args: Parameters<EventTarget['addEventListener']>) {
          count += 1;
          addEventListener.apply(target, args);
        },
        removeEventListener(...args: Parameters<EventTarget['removeEventListener']>) {
          count -= 1;
          removeEventListener.apply(target, args);
        },
      }),
  };
}
