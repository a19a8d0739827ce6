import type { NativeLoadReport } from 'ssecast/native';
import { createProgress } from '../../../../lib/cli/bench/progress.js';

const none = { count: 0, p50: 0, p99: 0, p999: 0, max: 0, buckets: [] };
const report = (given: Partial<NativeLoadReport>): NativeLoadReport => ({
  phase: 'connecting',
  measured: 0,
  connections: {
    begun: 6,
    waiting: 1,
    open: 5,
    refused: {},
    otherType: 0,
    failed: {},
    ended: 0,
    cut: 0,
    malformed: 0,
    tooLarge: 0,
  },
  events: 0,
  bytes: 0,
  ids: 0,
  withoutId: 0,
  early: 0,
  latency: none,
  spread: none,
  opening: none,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  gaps: 0,
  unchecked: 0,
  ...given,
});
const options = { clients: 10, ramp: 100, duration: 2_000 };

function shown(isTTY: boolean, columns: number) {
  const pieces: string[] = [];
  const output = { isTTY, columns, write: (piece: string) => pieces.push(piece) > 0 };
  const progress = createProgress(options, output as never);
  progress.show(report({}));
  progress.show(report({}));
  const latency = { ...none, count: 9, p50: 1e6, p99: 2e6, p999: 3e6 };
  progress.show(report({ phase: 'measuring', measured: 1_000, events: 9, latency }));
  progress.end();
  return pieces.join('');
}

it('is one changing line on a terminal, which never wraps', () => {
  process.env.NO_COLOR = '1';
  const whole = shown(true, 200);
  expect(whole).toContain('█'.repeat(12) + '░'.repeat(12));
  expect(whole).toContain('latency p50 / p99 / p99.9 1 ms / 2 ms / 3 ms, lost 0');
  expect(whole).not.toContain('\n');
  expect(whole.endsWith('\r\u001b[2K')).toBe(true);
  for (const line of shown(true, 30).split('\r\u001b[2K')) expect(line.length).toBeLessThan(30);
  delete process.env.NO_COLOR;
});

it('is a line for each part of a run elsewhere', () => {
  expect(shown(false, 80)).toBe('— opening 10 clients\n— 5 open, measuring for 2 s\n');
});
