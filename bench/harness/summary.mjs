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

const unsaturated = (figure) => (figure === 'saturated-1000' ? 'cpu-1000-20' : 'cpu-10000-2');
const clients = (figure) => Number(figure.split('-')[1]).toLocaleString('en');

function cpuTarget(figure, cpu) {
  const saturated = figure.startsWith('saturated');
  const yardstick = cpu[saturated ? unsaturated(figure) : figure]?.['send-loop'];
  const what = saturated
    ? `saturated, ${clients(figure)} clients, against the unsaturated loop`
    : `${clients(figure)} clients, ${figure.split('-')[2]} events/s, against the loop`;
  const measured = ratioOf(cpu[figure].ssecast, yardstick);
  return {
    what: `CPU per delivered event, ${what}`,
    atMost: saturated ? 0.35 : 1.25,
    unit: '×',
    measured,
  };
}

function faultsTarget(cpu, delay) {
  const runs = Object.values(cpu).flatMap((byPeer) => byPeer.ssecast ?? []);
  runs.push(...(delay.ssecast ?? []).map(({ run }) => run));
  if (runs.length === 0) return [];
  const measured = runs.reduce(
    (n, run) => n + run.lost + run.duplicated + run.reordered + run.gaps,
    0,
  );
  return [{ what: 'events lost, duplicated, reordered', atMost: 0, unit: '', measured }];
}

/** The figures with what was measured: `{ what, atMost, unit, measured, holds }[]`. */
export function targets({ cpu = {}, delay = {}, memory = {}, publish = {} }) {
  const rows = Object.keys(cpu)
    .filter((figure) => cpu[figure].ssecast)
    .map((f) => cpuTarget(f, cpu));
  for (const [count, burst] of Object.entries(publish.ssecast ?? {})) {
    const what = `JavaScript thread per publish besides JSON.stringify, burst of 100, ${Number(count).toLocaleString('en')} client${count === '1' ? '' : 's'}`;
    rows.push({ what, atMost: 8, unit: 'µs', measured: burst.besidesUs });
  }
  if (delay.ssecast) {
    const measured = median(delay.ssecast.map((run) => run.overIdleMs));
    rows.push({
      what: 'event-loop delay p99 over idle, 10,000 clients, 10 events/s',
      atMost: 3,
      unit: 'ms',
      measured,
    });
  }
  if (memory.ssecast) {
    const middle = (key) => median(memory.ssecast.map((run) => run[key]));
    rows.push({
      what: 'V8 heap per further idle client',
      atMost: 0.1,
      unit: 'KB',
      measured: middle('heapKb'),
    });
    rows.push({
      what: 'RSS per further idle client',
      atMost: 2,
      unit: 'KB',
      measured: middle('rssKb'),
    });
  }
  rows.push(...faultsTarget(cpu, delay));
  return rows
    .filter((row) => row.measured !== undefined)
    .map((row) => ({ ...row, holds: row.measured <= row.atMost }));
}
