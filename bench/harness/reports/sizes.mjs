import { figure } from '../figure.mjs';
import { titleOf } from '../peers.mjs';
import { table } from '../table.mjs';

const atMostNs = 1.2;
/** The fixed cost of a call weighs more than the bytes of a smaller event. */
const leastBytes = 2_000;
const kilobytes = (bytes) => `${figure(Number(bytes) / 1000)} kB`;

export function sizesTargets(sizes = {}) {
  return ['ssecast-node', 'ssecast']
    .filter((peer) => sizes[peer])
    .flatMap((peer) =>
      Object.entries(sizes[peer])
        .filter(([bytes]) => bytes >= leastBytes)
        .map(([bytes, { perByteNs }]) => ({
          what: `publish besides JSON.stringify, per byte, ${kilobytes(bytes)}, ${titleOf(peer)}`,
          atMost: atMostNs,
          unit: 'ns',
          measured: perByteNs,
        })),
    );
}

export const sizesFaults = (sizes = {}) =>
  Object.entries(sizes)
    .filter(([peer]) => peer.startsWith('ssecast'))
    .flatMap(([, bySize]) => Object.values(bySize).map(({ faults }) => faults));

export function sizesSection(sizes) {
  const all = Object.keys(Object.values(sizes)[0]);
  const cell = ({ besidesUs, perByteNs }) => `${figure(besidesUs)} (${figure(perByteNs)})`;
  const rows = Object.entries(sizes).map(([peer, bySize]) => [
    titleOf(peer),
    ...all.map((bytes) => cell(bySize[bytes])),
  ]);
  const reference = sizes['ssecast-node'] ?? Object.values(sizes)[0];
  rows.push([
    '`Buffer.from` of the text',
    ...all.map((bytes) => {
      const { copyUs, copyPerByteNs } = reference[bytes];
      return cell({ besidesUs: copyUs, perByteNs: copyPerByteNs });
    }),
  ]);
  return `\`publish\` to one client besides \`JSON.stringify\`: µs of the JavaScript thread, and ns a byte of data.

${table(['server', ...all.map(kilobytes)], rows)}`;
}
