import { RedisBackplaneError, toError } from '../errors.js';
import { within } from '../waiting.js';
import type { Address, Connect, ConnectTo, Session } from './session.js';

export type AddressMap =
  | Record<string, Address | undefined>
  | ((address: string) => Address | undefined)
  | undefined;

/** Where the servers have other addresses for the application than for one another. */
function mapped(map: AddressMap, address: Address): Address {
  const name = `${address.host}:${address.port}`;
  return (typeof map === 'function' ? map(name) : map?.[name]) ?? address;
}

/** Milliseconds that a node may take to answer, where there are others and where it is the only one. */
const patience = 1_500;
const patienceAlone = 5_000;

type Question<Answer> = (session: Session, node: Address) => Promise<Answer | undefined>;

/** Asks one node, on a connection that ends with the answer or without it. */
async function askOne<Answer>(
  node: Address,
  connectTo: ConnectTo,
  signal: AbortSignal,
  question: Question<Answer>,
  milliseconds: number,
): Promise<Answer | undefined> {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  try {
    const session = connectTo(node, { onClosed: () => undefined, signal: both });
    const answer = session.then((opened) => question(opened, node));
    return await within(milliseconds, `an answer of ${node.host}:${node.port}`, answer);
  } finally {
    end.abort();
  }
}

/**
 * Asks the nodes, one after the other, until one has an answer. One that has none becomes the last: where
 * several machines are gone, an attempt to connect may be over before all of them were asked.
 */
async function ask<Answer>(
  nodes: Address[],
  connectTo: ConnectTo,
  signal: AbortSignal,
  question: Question<Answer>,
): Promise<Answer> {
  let failure: unknown;
  const milliseconds = nodes.length > 1 ? patience : patienceAlone;
  for (const node of [...nodes]) {
    if (signal.aborted) break;
    try {
      const answer = await askOne(node, connectTo, signal, question, milliseconds);
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = error;
    }
    const at = nodes.indexOf(node);
    nodes.push(...nodes.splice(at, 1));
  }
  throw new RedisBackplaneError(
    'ERR_SSECAST_REDIS_NO_SERVER',
    `Expected one of ${nodes.map(({ host, port }) => `${host}:${port}`).join(', ')} to know the server of the log but none does; check that they run and are reachable${failure === undefined ? '' : `. The last error was: ${toError(failure).message}`}`,
    { cause: failure },
  );
}

/**
 * Connects to the node of a Cluster that serves a key. All keys of a log are in one slot, so one
 * connection to one node is enough; it is looked up anew for each connection.
 */
export function connectCluster(
  startNodes: readonly Address[],
  connectTo: ConnectTo,
  key: string,
  map?: AddressMap,
): Connect {
  const nodes = [...startNodes];
  return async (events) => {
    const address = await ask(nodes, connectTo, events.signal, (session, node) =>
      nodeOf(session, node, key),
    );
    return connectTo(mapped(map, address), events);
  };
}

type Slots = [first: number, last: number, master: [host: Buffer | null, port: number]][];

async function nodeOf(session: Session, node: Address, key: string): Promise<Address | undefined> {
  const slot = Number(await session.send(['CLUSTER', 'KEYSLOT', key]));
  const slots = (await session.send(['CLUSTER', 'SLOTS'])) as Slots;
  const master = slots.find(([first, last]) => first <= slot && slot <= last)?.[2];
  if (master === undefined) return undefined;
  // A node that does not know its own address leaves it out: it is the one that was asked.
  return { host: master[0]?.toString() || node.host, port: Number(master[1]) };
}

/** Connects to the master that the Sentinels name. */
export function connectSentinel(
  startSentinels: readonly Address[],
  name: string,
  connectToSentinel: ConnectTo,
  connectTo: ConnectTo,
  map?: AddressMap,
): Connect {
  const sentinels = [...startSentinels];
  return async (events) => {
    const address = await ask(sentinels, connectToSentinel, events.signal, async (session) => {
      const args = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name];
      const answer = (await session.send(args)) as [Buffer, Buffer] | null;
      return answer === null
        ? undefined
        : { host: answer[0].toString(), port: Number(answer[1].toString()) };
    });
    return connectTo(mapped(map, address), events);
  };
}

/** Connects to one server, and as to a Cluster when that server says that it is a node of one. */
export function connectServer(address: Address, connectTo: ConnectTo, key: string): Connect {
  let isCluster = false;
  const cluster = connectCluster([address], connectTo, key);
  return async (events) => {
    if (isCluster) return cluster(events);
    const session = await connectTo(undefined, events);
    return {
      ...session,
      failed: ({ message }) => {
        isCluster ||= message.startsWith('MOVED ');
      },
    };
  };
}
