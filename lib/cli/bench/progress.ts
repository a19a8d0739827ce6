import type { WriteStream } from 'node:tty';
import type { NativeLoadReport } from 'ssecast/native';
import { coloursFor } from '../terminal/colours.js';
import { milliseconds } from './histogram.js';
import type { BenchOptions } from './options.js';

type Output = Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;

export interface Progress {
  show(report: NativeLoadReport): void;
  /** Leaves the line empty for what comes. */
  end(): void;
}

const barWidth = 24;
const wholeLine = '\r\u001b[2K';

/** How far a run is: one line that changes on a terminal, otherwise a line for each part of the run. */
export function createProgress(options: BenchOptions, output: Output = process.stderr): Progress {
  return output.isTTY ? changingLine(options, output) : lines(options, output);
}

function changingLine(options: BenchOptions, output: Output): Progress {
  const colours = coloursFor(output);
  return {
    show(report) {
      const line = `${bar(partOf(report, options))} ${statusOf(report, options)}`;
      // A line that wraps could not be replaced.
      output.write(
        `${wholeLine}${colours.cyan(line.slice(0, Math.max(1, (output.columns || 80) - 1)))}`,
      );
    },
    end: () => void output.write(wholeLine),
  };
}

function lines(options: BenchOptions, output: Output): Progress {
  let shown: string | undefined;
  return {
    show({ phase, connections }) {
      if (phase === shown) return;
      shown = phase;
      if (phase === 'connecting') output.write(`— opening ${options.clients} clients\n`);
      if (phase === 'measuring') {
        output.write(`— ${connections.open} open, measuring for ${options.duration / 1000} s\n`);
      }
    },
    end: () => undefined,
  };
}

/** How much of the present part of the run is done, 0 to 1. */
function partOf({ phase, connections, measured }: NativeLoadReport, options: BenchOptions): number {
  if (phase === 'connecting') {
    return (connections.begun - connections.waiting) / options.clients;
  }
  return Math.min(1, measured / options.duration);
}

function bar(part: number): string {
  const full = Math.round(part * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

/** The counts and percentiles so far. */
export function statusOf(report: NativeLoadReport, { duration }: BenchOptions): string {
  const { phase, connections, events, lost, measured } = report;
  if (phase === 'connecting') {
    return `connecting: ${connections.open} open, ${connections.waiting} waiting of ${connections.begun} begun`;
  }
  const isTimed = report.latency.count > 0;
  const { p50, p99, p999 } = isTimed ? report.latency : report.spread;
  const percentiles = [p50, p99, p999].map(milliseconds).join(' / ');
  return (
    `${(measured / 1000).toFixed(1)} of ${duration / 1000} s, ${connections.open} open, ${events} events, ` +
    `${isTimed ? 'latency' : 'spread'} p50 / p99 / p99.9 ${percentiles}, lost ${lost}`
  );
}
