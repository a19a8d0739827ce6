import { median } from './median.mjs';
import { connectsFaults, connectsTargets } from './reports/connects.mjs';
import { returnFaults, returnTargets } from './reports/return.mjs';
import { sizesFaults, sizesTargets } from './reports/sizes.mjs';
import { targetedFaults, targetedTargets } from './reports/targeted.mjs';
import { ratioOf } from './runs.mjs';

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
    atMost: saturated ? 0.35 : figure === 'cpu-1000-20' ? 1.1 : 1.25,
    unit: '×',
    measured,
  };
}

function faultsTarget({ cpu = {}, delay = {}, targeted, sizes, connects, return: returns }) {
  const runs = Object.values(cpu).flatMap((byPeer) => byPeer.ssecast ?? []);
  runs.push(...(delay.ssecast ?? []).map(({ run }) => run));
  const faults = [
    ...runs.map((run) => run.lost + run.duplicated + run.reordered + run.gaps),
    ...targetedFaults(targeted),
    ...sizesFaults(sizes),
    ...connectsFaults(connects),
    ...returnFaults(returns),
  ];
  if (faults.length === 0) return [];
  const measured = faults.reduce((sum, count) => sum + count, 0);
  return [{ what: 'events lost, duplicated, reordered', atMost: 0, unit: '', measured }];
}

/** The figures with what was measured: `{ what, atMost, unit, measured, holds }[]`. */
export function targets(results) {
  const { cpu = {}, delay = {}, memory = {}, publish = {} } = results;
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
      atMost: 1,
      unit: 'KB',
      measured: middle('rssKb'),
    });
  }
  rows.push(
    ...targetedTargets(results.targeted),
    ...sizesTargets(results.sizes),
    ...connectsTargets(results.connects),
    ...returnTargets(results.return),
    ...faultsTarget(results),
  );
  return rows
    .filter((row) => row.measured !== undefined)
    .map((row) => ({ ...row, holds: row.measured <= row.atMost }));
}
