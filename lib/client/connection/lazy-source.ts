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
  const status = () => hub.state().status;
  /** Until the source is there. */
  const wanted = createCounts();
  wanted.add(settings.channels);
  let source: Source | undefined;
  let isLoading = false;

  async function loadOnce(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    const create = await load();
    source = create({ ...settings, cursor: hub.cursor(), channels: wanted.all() });
    source.read({ take: hub.emit, flush: hub.flush });
    if (status() === 'connecting') source.start();
  }

  function begin(): void {
    hub.show('connecting', null);
    hub.flush();
    void loadOnce();
  }

  return {
    ...hub,
    since: (position) => (source ?? hub).since(position),
    joins: () => (source ?? hub).joins(),
    rewind: (position) => (source ?? hub).rewind(position),
    // A source that comes after a `disconnect()` has not heard of it.
    start() {
      if (status() === 'idle') begin();
    },
    connect: () => (source ? source.connect() : begin()),
    reconnect: () => (source ? source.reconnect() : begin()),
    disconnect() {
      if (source) source.disconnect();
      else if (status() === 'connecting') {
        hub.show('closed', null);
        hub.flush();
      }
    },
    join: (...channels) => void (source ? source.join(...channels) : wanted.add(channels)),
    leave: (...channels) => void (source ? source.leave(...channels) : wanted.remove(channels)),
    wake: (isNetwork) => source?.wake(isNetwork),
  };
}
