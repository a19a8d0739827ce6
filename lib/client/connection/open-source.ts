import type { ConnectionSettings } from '../options/options.js';
import { createServerSource } from '../source/server-source.js';
import type { Source } from '../source/source.js';
import { createLazySource } from './lazy-source.js';

/** A source as `settings.tabs` wants it. Pages that do not share tabs never load that part. */
export function openSource(settings: ConnectionSettings): Source {
  if (settings.tabs === 'own') return createServerSource(settings);
  return createLazySource(settings, () =>
    import('../tabs/index.js').then(
      ({ createTabSource }) => createTabSource,
      // The part cannot be loaded, for instance after a deploy: a connection of this page alone.
      () => createServerSource,
    ),
  );
}
