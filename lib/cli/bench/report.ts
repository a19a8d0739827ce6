import type { NativeDistribution } from 'ssecast/native';
import { coloursFor } from '../terminal/colours.js';
import { barsOf, histogramLines, milliseconds } from './histogram.js';
import { hadStreams, type Result, troubles } from './verdict.js';

/** Nanoseconds. Ids have whole milliseconds. */
const latencyResolution = 1e6;
const spreadResolution = 1e4;

const number = (value: number) => value.toLocaleString('en');

/** What a run came to, for people. */
export function reportText(result: Result, colours = coloursFor(process.stdout)): string {
  const { report, clients } = result;
  const { connections, opening } = report;
  const bad = (text: string, count: number) => (count > 0 ? colours.red(text) : text);
  const title = (text: string) => `\n${colours.bold(text)}`;
  const lines = [
    colours.bold(`${number(connections.open)} of ${number(clients)} clients are open`),
    ...troubles(report, clients).map(([what, count]) => colours.red(`  ${number(count)} ${what}`)),
  ];
  if (opening.count > 0)
    lines.push(`  from connecting to the head of the answer: ${summary(opening)}`);
  if (!hadStreams(report)) return `${lines.join('\n')}\n`;
  lines.push(title('Events'), `  ${eventsOf(result)}`);
  if (report.latency.count > 0) {
    lines.push(
      title('Latency: from the time in the id to the receipt (resolution 1 ms)'),
      ...distribution(report.latency, latencyResolution),
    );
  }
  if (report.spread.count > 0) {
    lines.push(
      title('Spread: from the receipt by the first client to that by each other one'),
      ...distribution(report.spread, spreadResolution),
    );
  }
  const { lost, duplicated, reordered, gaps } = report;
  lines.push(
    title('Each client against all'),
    [
      bad(`  lost ${number(lost)}`, lost),
      bad(`duplicated ${number(duplicated)}`, duplicated),
      bad(`out of order ${number(reordered)}`, reordered),
      bad(`gaps ${number(gaps)}`, gaps),
    ].join(', '),
    ...remarks(result).map((sentence) => colours.yellow(`  ${sentence}`)),
  );
  return `${lines.join('\n')}\n`;
}

function summary({ p50, p99, p999, max }: NativeDistribution): string {
  return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, p99.9 ${milliseconds(p999)}, max ${milliseconds(max)}`;
}

function distribution(values: NativeDistribution, resolution: number): string[] {
  return [`  ${summary(values)}`, ...histogramLines(barsOf(values, resolution))];
}

function eventsOf({ report }: Result): string {
  const { events, bytes, measured, ids } = report;
  const seconds = measured / 1000;
  const rate = seconds > 0 ? number(Math.round(events / seconds)) : '0';
  return (
    `${number(events)} received in ${seconds.toFixed(1)} s (${rate} a second, ` +
    `${(bytes / 1e6).toFixed(1)} MB), ${number(ids)} different`
  );
}

/** What a reader of the figures has to know. */
export function remarks({ report, isLocal, load, isInterrupted }: Result): string[] {
  const { events, withoutId, unchecked, early, latency, fault } = report;
  const all: [boolean, string][] = [
    [isInterrupted, 'Ended by Ctrl+C: what was on its way is not counted.'],
    [fault !== undefined, `Ended early by the system: ${fault}.`],
    [events === 0, 'No event came: publish events while bench runs.'],
    [
      events > withoutId && latency.count + early === 0,
      'The ids have no time of this connection, as those of ssecast have: the spread is all that can be measured.',
    ],
    [
      withoutId > 0,
      `${number(withoutId)} events have no id: they are counted, and neither timed nor compared.`,
    ],
    [
      early > 0,
      `${number(early)} events came before the time in their id: the clocks differ, and the latencies are too low.`,
    ],
    [
      latency.count > 0 && !isLocal,
      'The server is another machine: the latency is right as far as the two clocks agree.',
    ],
    [unchecked > 0, `${number(unchecked)} receipts were too far behind the others to be compared.`],
    [
      load > 0.9,
      `bench itself used ${Math.round(load * 100)} % of a core: the delays are partly its own. Open fewer clients.`,
    ],
  ];
  return all.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

const inMilliseconds = (ns: number) => Number((ns / 1e6).toFixed(3));

function distributionJSON(values: NativeDistribution, resolution: number) {
  if (values.count === 0) return null;
  return {
    count: values.count,
    p50: inMilliseconds(values.p50),
    p99: inMilliseconds(values.p99),
    p999: inMilliseconds(values.p999),
    max: inMilliseconds(values.max),
    resolution: inMilliseconds(resolution),
    histogram: barsOf(values, resolution),
  };
}

/** The same for programs. Times in milliseconds; null: nothing was measured. */
export function reportJSON(result: Result): string {
  const { url, clients, isInterrupted, load } = result;
  const { phase: _, measured, latency, spread, opening, ...rest } = result.report;
  return JSON.stringify({
    url,
    clients,
    interrupted: isInterrupted,
    duration: measured,
    ...rest,
    latency: distributionJSON(latency, latencyResolution),
    spread: distributionJSON(spread, spreadResolution),
    opening: distributionJSON(opening, spreadResolution),
    ownLoad: Number(load.toFixed(2)),
    remarks: remarks(result),
  });
}
