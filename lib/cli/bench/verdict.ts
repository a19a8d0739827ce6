import type { NativeLoadReport } from 'ssecast/native';
import { exitCodes } from '../run-program.js';

/** What a run came to. */
export interface Result {
  url: string;
  report: NativeLoadReport;
  clients: number;
  /** Whether Ctrl+C ended it. */
  isInterrupted: boolean;
  /** Whether the server is on this machine, so that both have one clock. */
  isLocal: boolean;
  /** Processor time of bench itself while it measured, as a part of one core. */
  load: number;
}

/** Clients that have no stream at the end, by what became of them; without those that are none. */
export function troubles({ connections }: NativeLoadReport, clients: number): [string, number][] {
  const named = (counts: Record<string, number>, nameOf: (key: string) => string) =>
    Object.entries(counts).map(([key, count]): [string, number] => [nameOf(key), count]);
  const all: [string, number][] = [
    ...named(connections.refused, (status) => `answered ${status}`),
    ...named(connections.failed, (reason) => `could not connect (${reason})`),
    ['answered 200, but no text/event-stream', connections.otherType],
    ['without an answer', connections.waiting],
    ['not begun, because answers did not come', clients - connections.begun],
    ['ended by the server in good order', connections.ended],
    ['broken off', connections.cut],
    ['no event stream over HTTP/1.1', connections.malformed],
    ['with an event of more than 64 KiB', connections.tooLarge],
  ];
  return all.filter(([, count]) => count > 0);
}

/** Whether any client had a stream. */
export function hadStreams({ connections }: NativeLoadReport): boolean {
  const { open, ended, cut, tooLarge } = connections;
  return open + ended + cut + tooLarge > 0;
}

/** The exit code of a run. */
export function exitCodeOf({ report, clients, isInterrupted }: Result): number {
  if (isInterrupted) return exitCodes.interrupted;
  if (!hadStreams(report) || report.fault !== undefined) return exitCodes.failed;
  const { lost, duplicated, reordered, gaps } = report;
  const found = lost + duplicated + reordered + gaps + troubles(report, clients).length;
  return found > 0 ? exitCodes.found : exitCodes.ok;
}
