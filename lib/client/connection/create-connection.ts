import type { ConnectionOptions } from '../options/options.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { Connection } from './connection.js';
import { openSource } from './open-source.js';
import type { AnyEvents } from './typed-events.js';
import { createView } from './view.js';

/**
 * A connection to an SSE endpoint, idle until `connect()`. It begins after `options.cursor`,
 * reconnects by itself and resumes from the last event it has seen.
 * @throws InvalidOptionError
 */
export function createConnection<Events extends object = AnyEvents>(
  options: ConnectionOptions = {},
): Connection<Events> {
  const settings = resolveOptions(options);
  const source = openSource({ ...settings, channels: [] });
  const view = createView(settings, () => ({ connection: source, release: () => undefined }));
  return view.hold().connection as unknown as Connection<Events>;
}
