import type { ReadableStreamDefaultController } from 'node:stream/web';

/** How this Node reads a stream that is piped. */
export const pipeReading = {
  /** Within the call of `pipeTo`, as newer versions do. Assumed until it is known. */
  isWithinCall: true,
};

/** Finds it out. With the global classes: Node loads their module when they are first asked for. */
export async function learnPipeReading(): Promise<void> {
  let isRead = false;
  const pull = (controller: ReadableStreamDefaultController) => {
    isRead = true;
    controller.close();
  };
  const stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  const sink = new WritableStream();
  // Both have started then.
  await new Promise(setImmediate);
  const piped = stream.pipeTo(sink);
  pipeReading.isWithinCall = isRead;
  await piped;
}
