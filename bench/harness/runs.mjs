import { median } from './median.mjs';

/** Medians of the runs of one peer. */
export function summarizeRuns(runs) {
  const middle = (key) => median(runs.map((run) => run[key]));
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  return {
    cpuPerEventUs: middle('cpuPerEventUs'),
    clockPerEventUs: middle('clockPerEventUs'),
    eventsPerSecond: middle('eventsPerSecond'),
    idlePercent: middle('idlePercent'),
    p50Us: middle('p50Us'),
    p99Us: middle('p99Us'),
    events: sum('events'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    reordered: sum('reordered'),
    gaps: sum('gaps'),
  };
}

/** The median of the ratios within each repetition; undefined when one side is missing. */
export function ratioOf(runs, yardstick) {
  if (!runs || !yardstick) return undefined;
  return median(runs.map((run, rep) => run.cpuPerEventUs / yardstick[rep].cpuPerEventUs));
}
