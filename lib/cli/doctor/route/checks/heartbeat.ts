import { type Finding, ok, problem, warning } from '../../finding.js';
import { connectedData } from '../connected.js';
import { idleLimits } from '../idle-limits.js';
import type { Observation } from '../observe.js';

const kCheck = 'heartbeat';
const kOption = "in the broadcaster's options:  heartbeatInterval: 30_000";
const kOwnRoute = "in the route:  setInterval(() => response.write(': heartbeat\\n\\n'), 30_000)";

/** Whether silence is interrupted before a proxy takes the connection for dead. */
export function checkHeartbeat(seen: Observation): Finding[] {
  const { stream, settings } = seen;
  if (stream.blocks.length === 0) return [];
  const announced = connectedData(stream)?.heartbeatInterval;
  if (announced === undefined) return [ofOther(seen)];
  if (announced === 0) {
    return [problem(kCheck, `No heartbeats are sent: ${limitsText(0)}`, kOption)];
  }
  const seconds = announced / 1000;
  const cutters = idleLimits.filter((limit) => seconds >= limit.seconds);
  if (cutters.length > 0) {
    const text = `A heartbeat comes after ${seconds} s of silence: ${limitsText(seconds)}`;
    return [warning(kCheck, text, kOption)];
  }
  if (
    settings.watchesOn &&
    settings.wait > announced * 1.5 &&
    longestSilence(seen) > announced * 1.5
  ) {
    const text = `A heartbeat is announced after ${seconds} s of silence, and none came in ${(longestSilence(seen) / 1000).toFixed(0)} s: something holds it back`;
    return [problem(kCheck, text, 'docs/proxies.md has configurations')];
  }
  return [ok(kCheck, `Announced after ${seconds} s of silence, below the usual idle limits`)];
}

function limitsText(seconds: number): string {
  const limits = idleLimits.filter((limit) => seconds === 0 || seconds >= limit.seconds);
  return `${limits.map(({ name, seconds: after }) => `${name} cuts after ${after} s`).join(', ')}`;
}

/** Milliseconds in which nothing came, up to the end of the watching. */
function longestSilence({ stream, settings }: Observation): number {
  const times = [...stream.blocks.map(({ ms }) => ms), stream.ended?.ms ?? settings.wait];
  return Math.max(...times.slice(1).map((ms, index) => ms - (times[index] ?? 0)));
}

function ofOther({ stream, settings }: Observation): Finding {
  const beats = stream.blocks.filter(
    ({ data, comments }) => data === undefined && comments.length > 0,
  );
  if (beats.length > 1) {
    const gaps = beats.slice(1).map(({ ms }, index) => ms - (beats[index]?.ms ?? 0));
    return ok(kCheck, `A comment came every ${(Math.max(...gaps) / 1000).toFixed(1)} s`);
  }
  return warning(
    kCheck,
    `No heartbeat was seen in ${settings.wait / 1000} s: ${limitsText(0)}`,
    `to watch longer:  --wait 60\n${kOwnRoute}`,
  );
}
