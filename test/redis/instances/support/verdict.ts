/**
 * What clients may complain about, from what they have noted and what publishers were told. An event is
 * real when its publisher has an acknowledgement of it, or when any client has it.
 */

/** An event of a client's stream: `publisher` counts the events of each channel from 1. */
export interface Noted {
  id: string;
  publisher: string;
  n: number;
}

/** A `gap` event: what was published up to `to` may be missing. */
export interface Gap {
  gapTo: string;
}

export interface ClientLog {
  name: string;
  channel: string;
  /** The cursor of its first connection: what comes later is owed. */
  since: string;
  items: readonly (Noted | Gap)[];
}

/** What a publisher was told. */
export interface Acknowledged extends Noted {
  channel: string;
}

export interface Verdict {
  clients: number;
  /** Real events, over all channels. */
  events: number;
  received: number;
  gaps: number;
  /** Real events that a client has not got, and that no gap covers. */
  lost: number;
  /** Events that a client has got twice without a gap in between. */
  repeated: number;
  /** Ids that do not rise, numbers of a publisher that do not, and ids that name two events. */
  disordered: number;
  /** The first faults, in words. */
  faults: string[];
}

const kMostFaults = 10;

export function compareIds(one: string, other: string): number {
  const [ms = 0, sequence = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms - otherMs || sequence - otherSequence;
}

const nameOf = ({ publisher, n }: Noted): string => `${publisher}#${n}`;

/** Judges the clients of all channels. Every client is owed what was acknowledged up to now. */
export function judge(
  clients: readonly ClientLog[],
  acknowledged: readonly Acknowledged[],
): Verdict {
  const verdict: Verdict = {
    clients: clients.length,
    events: 0,
    received: 0,
    gaps: 0,
    lost: 0,
    repeated: 0,
    disordered: 0,
    faults: [],
  };
  const report = (kind: 'lost' | 'repeated' | 'disordered', words: string) => {
    verdict[kind] += 1;
    if (verdict.faults.length < kMostFaults) verdict.faults.push(`${kind}: ${words}`);
  };
  for (const channel of new Set(clients.map((client) => client.channel))) {
    const here = clients.filter((client) => client.channel === channel);
    const real = realEvents(channel, here, acknowledged, report);
    const ids = [...real.keys()].sort(compareIds);
    verdict.events += ids.length;
    for (const client of here) judgeOne(client, ids, real, verdict, report);
  }
  return verdict;
}

type Report = (kind: 'lost' | 'repeated' | 'disordered', words: string) => void;

/** The events of a channel by their ids. All clients and publishers have to agree about them. */
function realEvents(
  channel: string,
  clients: readonly ClientLog[],
  acknowledged: readonly Acknowledged[],
  report: Report,
): Map<string, string> {
  const real = new Map<string, string>();
  const add = (event: Noted, where: string) => {
    const known = real.get(event.id);
    if (known === undefined) real.set(event.id, nameOf(event));
    else if (known !== nameOf(event)) {
      report('disordered', `${event.id} is ${known}, and ${nameOf(event)} for ${where}`);
    }
  };
  for (const each of acknowledged) if (each.channel === channel) add(each, each.publisher);
  for (const { name, items } of clients) {
    for (const item of items) if ('id' in item) add(item, name);
  }
  return real;
}

function judgeOne(
  { name, channel, since, items }: ClientLog,
  ids: readonly string[],
  real: ReadonlyMap<string, string>,
  verdict: Verdict,
  report: Report,
): void {
  let at = ids.findIndex((id) => compareIds(id, since) > 0);
  if (at < 0) at = ids.length;
  let last = since;
  let gaps = 0;
  /** Events with the number of gaps before them. */
  const got = new Map<string, number>();
  const newest = new Map<string, { n: number; gaps: number }>();
  const missing = (before: (id: string) => boolean, why: string) => {
    for (; at < ids.length && before(ids[at] as string); at++) {
      const id = ids[at] as string;
      report('lost', `${name} of ${channel} has not got ${real.get(id)} (${id}), ${why}`);
    }
  };
  for (const item of items) {
    if ('gapTo' in item) {
      gaps += 1;
      while (at < ids.length && compareIds(ids[at] as string, item.gapTo) <= 0) at++;
      if (compareIds(item.gapTo, last) > 0) last = item.gapTo;
      continue;
    }
    verdict.received += 1;
    const event = nameOf(item);
    const before = got.get(event);
    if (before === gaps) report('repeated', `${name} of ${channel} has got ${event} twice`);
    got.set(event, gaps);
    if (compareIds(item.id, last) <= 0) {
      report('disordered', `${name} of ${channel} has got ${event} (${item.id}) after ${last}`);
      continue;
    }
    const previous = newest.get(item.publisher);
    if (previous !== undefined && previous.gaps === gaps && previous.n > item.n) {
      report('disordered', `${name} of ${channel} has got ${event} after #${previous.n}`);
    }
    newest.set(item.publisher, { n: item.n, gaps });
    missing((id) => compareIds(id, item.id) < 0, `but ${event} after it, after ${last}`);
    at += 1;
    last = item.id;
  }
  missing(() => true, `and its last is ${last}`);
  verdict.gaps += gaps;
}
