import type { ConnectionSettings } from '../options/options.js';
import type { Source } from '../source/source.js';
import { createHub } from '../stream/feed.js';
import { createLog } from '../stream/log.js';

type Command = 'start' | 'connect' | 'reconnect' | 'disconnect' | 'wake' | 'join' | 'leave';

/** A source whose code is loaded when it connects for the first time. `load` never rejects. */
export function createLazySource(
  settings: ConnectionSettings,
  load: () => Promise<(settings: ConnectionSettings) => Source>,
): Source {
  // No memory of its own: the source has one.
  const hub = createHub(createLog(settings.cursor, 0));
  let source: Source | undefined;
  let isLoading = false;
  /** Commands until the code is there, in their order. */
  const waiting: ((source: Source) => void)[] = [];

  async function begin(): Promise<void> {
    isLoading = true;
    const create = await load();
    source = create({ ...settings, cursor: hub.cursor() });
    source.read({ take: hub.emit, flush: hub.flush });
    for (const run of waiting) run(source);
    waiting.length = 0;
  }

  /** `shown`: the status until the source has one. */
  const command =
    <Name extends Command>(name: Name, shown?: 'connecting' | 'closed') =>
    (...args: Parameters<Source[Name]>) => {
      const run = (loaded: Source) => (loaded[name] as (...given: unknown[]) => void)(...args);
      if (source) run(source);
      else {
        waiting.push(run);
        if (shown === undefined || (shown === 'closed' && !isLoading)) return;
        hub.show(shown, null);
        hub.flush();
        if (!isLoading) void begin();
      }
    };

  return {
    ...hub,
    since: (position) => (source ?? hub).since(position),
    rewind: (position) => (source ?? hub).rewind(position),
    start: command('start', 'connecting'),
    connect: command('connect', 'connecting'),
    reconnect: command('reconnect', 'connecting'),
    disconnect: command('disconnect', 'closed'),
    join: command('join'),
    leave: command('leave'),
    wake: command('wake'),
  };
}
