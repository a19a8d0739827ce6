import type { Entry, Epoch, Position } from '../../backplane/backplane.js';
import type { Link } from '../connections/link.js';
import type { Keys } from '../keys.js';
import { readRange as script } from '../scripts/read-range.js';
import { type RawEntry, readEntry } from './fields.js';

/** A page ends with the part of entries that reaches so many bytes. */
const pageBytes = 4 * 1024 * 1024;

/** A page of the log, without what is no entry: `read` of a connection. */
export async function readRange(
  link: Link,
  keys: Keys,
  after: Position,
  through: Position,
  epoch: Epoch,
  count: number,
): Promise<{ entries: Entry[]; complete: boolean; lost: boolean }> {
  const entries: Entry[] = [];
  let lost = false;
  let from: string = after;
  for (;;) {
    const args = [from, through, String(epoch), String(count), String(pageBytes)];
    const [gone, page, more] = (await link.on((session) =>
      link.run(script, [keys.events, keys.meta], args, session),
    )) as [Buffer, RawEntry[], Buffer];
    lost ||= gone.toString() === '1';
    for (const raw of page) {
      const read = readEntry(raw);
      if (read.kind === 'entry') entries.push({ position: read.position, entry: read.entry });
      else if (read.kind === 'epoch' && read.epoch !== epoch) lost = true;
      from = read.position;
    }
    const complete = more.toString() !== '1';
    // A page of nothing but foreign entries says nothing about where to go on.
    if (complete || entries.length > 0) return { entries, complete, lost };
  }
}
