import type { TabsEnvironment } from './environment.js';
import { isMessage, type Message } from './messages.js';

export interface Bus {
  /** To all tabs, this one included. */
  post(message: Message): void;
  close(): void;
}

/**
 * The channel of the tabs of one connection. A tab hears itself as well, so that the one that leads
 * is led like the others; a message that is posted while one is heard waits until that is through.
 */
export function openBus(
  environment: TabsEnvironment,
  name: string,
  hear: (message: Message) => void,
): Bus {
  const channel = environment.openChannel(name);
  const waiting: Message[] = [];
  let isHearing = false;
  let isClosed = false;

  function pass(message: Message): void {
    waiting.push(message);
    if (isHearing) return;
    isHearing = true;
    try {
      for (let next = waiting.shift(); next && !isClosed; next = waiting.shift()) hear(next);
    } finally {
      isHearing = false;
    }
  }

  channel.onmessage = ({ data }) => {
    if (isMessage(data)) pass(data);
  };

  return {
    post(message) {
      if (isClosed) return;
      // First to the others: what a listener of this tab does cannot keep it from them.
      channel.postMessage(message);
      pass(message);
    },
    close() {
      isClosed = true;
      channel.onmessage = null;
      channel.close();
    },
  };
}
