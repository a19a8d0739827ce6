import type { RawEntry } from './fields.js';

const mostEntries = 1_000;
/** What is asked for before a page has shown how large entries are. */
const firstEntries = 100;
/** A page is at most so many times as long as the one before: the entries that follow may be larger. */
const growth = 4;
const wantedBytes = 4 * 1024 * 1024;

/** How many entries to ask for, so that a page of large ones does not fill the memory. */
export class PageSize {
  count = firstEntries;

  measure(entries: readonly RawEntry[]): void {
    let bytes = 0;
    for (const [, fields] of entries) bytes += fields[1]?.length ?? 0;
    const fitting = Math.floor((wantedBytes * entries.length) / Math.max(1, bytes));
    const next = Math.max(firstEntries, growth * entries.length);
    this.count = Math.max(1, Math.min(mostEntries, fitting, next));
  }
}
