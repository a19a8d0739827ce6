import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';

/** Figures by name. Those of one stage share servers and clients. */
export const figureNames = [
  'cpu-1000-20',
  'cpu-1000-2',
  'saturated-1000',
  'cpu-10000-20',
  'cpu-10000-2',
  'saturated-10000',
  'delay',
  'memory',
  'publish',
  'lone',
  'targeted-burst',
  'targeted-spread',
  'sizes',
  'connects',
  'return',
  'backplane',
];

const help = `Usage: npm run bench -- [options]
  --only PEER,…     ${peers.map((peer) => peer.name).join(', ')}
  --figure NAME,…   ${figureNames.join(', ')}; or the beginning of names, like cpu or cpu-10000
  --quick           fewer and shorter repetitions: some five minutes, coarser figures
  --reps N          repetitions of each figure
  --no-build        take what is built
  --threads         also show which threads of the servers used the CPU
A full run takes about 35 minutes and writes docs/benchmarks.md. --figure backplane alone takes five
minutes and writes the section "More than one process"; it needs redis-server.`;

const full = {
  manyClients: peers.map((peer) => peer.name),
  reps: {
    1000: 5,
    10000: 3,
    delay: 2,
    memory: 1,
    targeted: 5,
    sizes: 5,
    connects: 5,
    return: 3,
  },
  restSeconds: 2,
  seconds: {
    'cpu-1000-20': 3,
    'cpu-1000-2': 4,
    'cpu-10000-20': 1.5,
    'cpu-10000-2': 4,
    'targeted-burst': 2,
    'targeted-spread': 4,
  },
  saturatedMs: { 'saturated-1000': 1500, 'saturated-10000': 1000 },
  delaySeconds: 4,
  memoryClients: [5000, 15_000],
  burstRepeats: 15,
  loneRounds: 5,
  loneCount: 20,
  sizeRepeats: 11,
  /** Clients that come and go at a time. */
  visitors: 600,
  returning: 10_000,
  /** At rest a process checks the log every two seconds: the time at rest has several checks. */
  backplane: { reps: 3, seconds: 3, restSeconds: 6, bursts: 40, resumes: 3, floodMs: 4000 },
};

const quick = {
  ...full,
  /** The slow peers are measured with 1,000 clients only. */
  manyClients: ['send-loop', 'ssecast'],
  reps: {
    1000: 2,
    10000: 1,
    delay: 1,
    memory: 1,
    targeted: 2,
    sizes: 2,
    connects: 2,
    return: 1,
  },
  restSeconds: 1,
  seconds: {
    'cpu-1000-20': 1.5,
    'cpu-1000-2': 2,
    'cpu-10000-20': 0.5,
    'cpu-10000-2': 2,
    'targeted-burst': 1,
    'targeted-spread': 2,
  },
  saturatedMs: { 'saturated-1000': 500, 'saturated-10000': 500 },
  delaySeconds: 2,
  memoryClients: [2000, 7000],
  burstRepeats: 7,
  loneRounds: 2,
  sizeRepeats: 7,
  visitors: 250,
  returning: 4000,
  backplane: {
    isQuick: true,
    reps: 1,
    seconds: 2,
    restSeconds: 4,
    bursts: 20,
    resumes: 1,
    floodMs: 1500,
  },
};

function select(wanted, names, what, matches) {
  if (wanted === undefined) return names;
  const chosen = names.filter((name) => wanted.split(',').some((part) => matches(name, part)));
  const unknown = wanted.split(',').find((part) => !names.some((name) => matches(name, part)));
  if (unknown !== undefined) {
    throw new RangeError(`Expected ${what} of ${names.join(', ')} but received "${unknown}".`);
  }
  return chosen;
}

/** What to run. Throws a RangeError that says what was expected. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      figure: { type: 'string' },
      quick: { type: 'boolean', default: false },
      reps: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      threads: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const peerNames = select(
    values.only,
    peers.map((peer) => peer.name),
    'peers',
    (name, part) => name === part,
  );
  const figures = select(
    values.figure,
    figureNames,
    'figures',
    (name, part) => name === part || name.startsWith(`${part}-`),
  );
  const plan = { ...(values.quick ? quick : full) };
  if (values.reps !== undefined) {
    const reps = Number(values.reps);
    if (!(Number.isInteger(reps) && reps > 0)) {
      throw new RangeError(`Expected a whole number of repetitions but received "${values.reps}".`);
    }
    plan.reps = Object.fromEntries(Object.keys(plan.reps).map((stage) => [stage, reps]));
    plan.backplane = { ...plan.backplane, reps, resumes: reps };
  }
  return {
    help: values.help ? help : undefined,
    build: !values['no-build'],
    threads: values.threads,
    peers: peers.filter((peer) => peerNames.includes(peer.name)),
    figures,
    plan,
    /** Only a run of everything may replace the published table. */
    publishes: !(values.only || values.figure || values.quick || values.reps),
    /** The section of the backplane has a run of its own. */
    publishesBackplane:
      figures.includes('backplane') && !(values.only || values.quick || values.reps),
  };
}
