import type { NativeDistribution } from 'ssecast/native';

export interface Bar {
  /** The upper bound, in milliseconds. */
  upTo: number;
  count: number;
}

/** Characters of the longest bar. */
const longestBar = 40;

/** 1, 2, 5, 10 and so on, in nanoseconds. */
const bounds = Array.from({ length: 12 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** i)).flat();

/**
 * The distribution in few bars, without empty ones at its ends.
 * @param resolution nanoseconds below which nothing is told apart
 */
export function barsOf({ buckets }: NativeDistribution, resolution: number): Bar[] {
  const edges = bounds.filter((bound) => bound >= resolution);
  const bars = edges.map((edge) => ({ upTo: edge / 1e6, count: 0 }));
  for (const [upper, count] of buckets) {
    const index = edges.findIndex((edge) => edge >= upper);
    const bar = bars.at(index);
    if (bar) bar.count += count;
  }
  const first = bars.findIndex(({ count }) => count > 0);
  const last = bars.findLastIndex(({ count }) => count > 0);
  return first < 0 ? [] : bars.slice(first, last + 1);
}

/** A line for each bar. */
export function histogramLines(bars: Bar[]): string[] {
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(...bars.map(({ count }) => count));
  return bars.map(({ upTo, count }) => {
    // What there is, is seen.
    const length = count === 0 ? 0 : Math.max(1, Math.round((count / most) * longestBar));
    const share = ((100 * count) / total).toFixed(1).padStart(5);
    return `  ≤ ${milliseconds(upTo * 1e6).padStart(9)}  ${share} %  ${'█'.repeat(length)}`.trimEnd();
  });
}

/** Nanoseconds for people: three digits, as milliseconds or seconds. */
export function milliseconds(ns: number): string {
  const ms = ns / 1e6;
  if (ms >= 10_000) return `${digits(ms / 1000)} s`;
  return `${digits(ms)} ms`;
}

function digits(value: number): string {
  if (value === 0 || value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value < 0.01 ? 1 : 3)));
}
