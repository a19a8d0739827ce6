import { connectionKey } from '../options/connection-key.js';
import type { ConnectionSettings } from '../options/options.js';

/** Of the messages: tabs with another release of this package do not take part. */
const protocol = 4;

/** The name of the lock and the channel of all tabs with these settings and this identity. */
export function groupName(settings: ConnectionSettings, identity: string): string {
  // A relative address means something else on another page.
  const page = globalThis.location?.href;
  const url = page ? new URL(settings.url, page).href : settings.url;
  return `ssecast ${protocol} ${digest(connectionKey({ ...settings, url }))} ${identity}`;
}

/** Two rounds of FNV-1a. Other scripts of the origin can list the name of a lock: no token in it. */
function digest(text: string): string {
  const round = (start: number) => {
    let hash = start;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return (hash >>> 0).toString(36);
  };
  return `${round(0x811c9dc5)}.${round(0x9e3779b9)}`;
}
