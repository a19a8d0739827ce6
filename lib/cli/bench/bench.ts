import type { NativeLoad, NativeLoadReport } from 'ssecast/native';
import { CliError } from '../cli-error.js';
import { outputClosed } from '../terminal/output.js';
import { checkDescriptors } from './descriptors.js';
import type { BenchOptions } from './options.js';
import { createProgress, type Progress } from './progress.js';
import { reportJSON, reportText } from './report.js';
import { type BenchTarget, resolveTarget } from './target.js';
import { exitCodeOf, type Result } from './verdict.js';

/** Milliseconds between two looks. */
const lookEvery = 200;

/** @returns the exit code */
export async function bench(url: URL, options: BenchOptions): Promise<number> {
  outputClosed().catch((error: CliError) => {
    // The result could not be written, which is known when everything else is done.
    console.error(`ssecast: ${error.message}`);
    process.exitCode = error.exitCode;
  });
  const target = await resolveTarget(url, options);
  checkDescriptors(options.clients);
  const load = await open(target, options);
  const progress = createProgress(options);
  const watched = await watch(load, progress);
  progress.end();
  const result: Result = {
    url: url.href,
    clients: options.clients,
    isLocal: /^(127\.|::1$|::ffff:127\.)/.test(target.address),
    ...watched,
  };
  process.stdout.write(options.json ? `${reportJSON(result)}\n` : reportText(result));
  return exitCodeOf(result);
}

async function open(target: BenchTarget, options: BenchOptions): Promise<NativeLoad> {
  const { clients, ramp, duration } = options;
  try {
    const { openLoad } = await import('ssecast/native');
    return openLoad({ ...target, clients, ramp, duration });
  } catch (error) {
    // A sentence of the loader, or of the addon.
    throw error instanceof Error && 'code' in error ? new CliError(error.message) : error;
  }
}

type Watched = Pick<Result, 'report' | 'isInterrupted' | 'load'>;

/** Looks until the run is done, or Ctrl+C ends it. */
function watch(load: NativeLoad, progress: Progress): Promise<Watched> {
  return new Promise((resolve) => {
    let measuringSince: { cpu: NodeJS.CpuUsage; time: number } | undefined;
    let ownLoad = 0;

    function look(): NativeLoadReport {
      const report: NativeLoadReport = JSON.parse(load.report());
      if (report.phase === 'measuring') {
        measuringSince ??= { cpu: process.cpuUsage(), time: performance.now() };
        const { user, system } = process.cpuUsage(measuringSince.cpu);
        const passed = performance.now() - measuringSince.time;
        if (passed > 0) ownLoad = (user + system) / 1000 / passed;
      }
      progress.show(report);
      if (report.phase === 'done') end(report, false);
      return report;
    }

    function end(report: NativeLoadReport, isInterrupted: boolean): void {
      clearInterval(timer);
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
      load.close();
      resolve({ report, isInterrupted, load: ownLoad });
    }

    function interrupt(): void {
      load.close();
      end(JSON.parse(load.report()), true);
    }

    const timer = setInterval(look, lookEvery);
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    look();
  });
}
