import { createCounts } from '../channels/claims.js';
import type { ConnectionSettings } from '../options/options.js';
import type { Source } from '../source/source.js';
import { createHub } from '../stream/feed.js';
import { createLog } from '../stream/log.js';

/** A source whose code is loaded when it connects for the first time. `load` never rejects. */
export function createLazySource(
  settings: ConnectionSettings,
  load: () => Promise<(settings: ConnectionSettings) => Source>,
): Source {
  // No memory of its own: the source has one.
  const hub = createHub(createLog(settings.cursor, 0));
  const wanted = createCounts();
  wanted.add(settings.channels);
  let source: Source | undefined;
  let isLoading = false;
  /** Neither disconnected while the code was on its way. */
  let isWanted = false;

  async function begin(): Promise<void> {
    isWanted = true;
    hub.show('connecting', null);
    hub.flush();
    if (isLoading) return;
    isLoading = true;
    const create = await load();
    source = create({ ...settings, cursor: hub.cursor(), channels: wanted.all() });
    source.read({ take: hub.emit, flush: hub.flush });
    if (isWanted) source.start();
  }

  return {
    ...hub,
    since: (position) => (source ?? hub).since(position),
    rewind: (position) => (source ?? hub).rewind(position),
    start() {
      if (source) source.start();
      else if (hub.state().status === 'idle') void begin();
    },
    connect: () => (source ? source.connect() : void begin()),
    reconnect: () => (source ? source.reconnect() : void begin()),
    disconnect() {
      if (source) source.disconnect();
      else if (isWanted) {
        isWanted = false;
        hub.show('closed', null);
        hub.flush();
      }
    },
    join(...channels) {
      wanted.add(channels);
      source?.join(...channels);
    },
    leave(...channels) {
      wanted.remove(channels);
      source?.leave(...channels);
    },
    wake: (isNetwork) => source?.wake(isNetwork),
  };
}
