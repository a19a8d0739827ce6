import { randomBytes } from 'node:crypto';
import type {
  Appended,
  BackplaneConnection,
  BackplaneEvents,
  BackplaneMembers,
  NewEntry,
  Position,
} from '../backplane/backplane.js';
import { Link } from './connections/link.js';
import type { Connect } from './connections/session.js';
import { Health } from './health.js';
import { keysOf } from './keys.js';
import { Members } from './members.js';
import type { Settings } from './options.js';
import { Place } from './reading/place.js';
import { Probes } from './reading/probes.js';
import { readRange } from './reading/read-range.js';
import { Reader } from './reading/reader.js';
import { toAppended, Writer } from './writing/writer.js';

/** A process's connection to the log: a link that writes and asks, and one that reads. */
export function connectRedis(
  settings: Settings,
  instance: string,
  events: BackplaneEvents,
): BackplaneConnection {
  // Two connections of the same name must not take each other's batches for their own.
  const own = `${instance}:${randomBytes(4).toString('hex')}`;
  const keys = keysOf(settings.prefix, settings.name);
  let connect: Connect | undefined;
  // The library is loaded with the first connection, and again if that failed.
  const connectOnce: Connect = async (closing) => {
    connect ??= settings.servers.connect(keys.events);
    return connect(closing);
  };
  const asking = new Link(connectOnce);
  const reading = new Link(connectOnce);
  const health = new Health((error) => events.failed(error));
  const place = new Place(keys, (opened) => events.opened(opened));
  const probes = new Probes(asking, keys.probe(own), () => reader.recheck());
  const reader = new Reader(
    reading,
    keys,
    keys.probe(own),
    settings,
    place,
    health,
    events,
    (value) => probes.arrived(value),
    () => {
      // The other link may still be with the server that was replaced.
      asking.reset();
      members.enterAgain();
    },
  );
  const writer = new Writer(asking, keys, own, settings, place, reader, health);
  const members = new Members(asking, keys, own, settings, writer);
  let holding: NodeJS.Timeout | undefined;

  return {
    open() {
      reader.run();
      members.run();
    },
    get lastSent() {
      return writer.lastSent;
    },
    append: (number: number, entries: readonly NewEntry[]) => writer.append(number, entries),
    read: (after: Position, through: Position, epoch: number, count: number) =>
      readRange(asking, keys, after, through, epoch, count),
    async find(id: string): Promise<Appended | undefined> {
      const found = (await asking.on((session) =>
        asking.send(session, ['GET', keys.id(id)]),
      )) as Buffer | null;
      return found === null ? undefined : toAppended(String(found));
    },
    probe: () => probes.send(),
    members: members as BackplaneMembers,
    hold(keepsAlive: boolean) {
      // Sockets and timers never keep the process alive, so one timer decides.
      clearInterval(holding);
      holding = keepsAlive ? setInterval(() => undefined, 2 ** 30) : undefined;
    },
    async close() {
      clearInterval(holding);
      members.close();
      asking.close();
      reading.close();
    },
  };
}
