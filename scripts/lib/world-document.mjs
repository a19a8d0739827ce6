/** The text of docs/compatibility.md, from the cells of the matrix. */

const kQuestions = [
  'path',
  'head',
  'delivery',
  'hooks',
  'action',
  '401',
  'ghosts',
  'restart',
  'edits',
];

const asked = ({ answers }) => kQuestions.filter((name) => name in answers);

function shown(cell, question) {
  const answer = cell.answers[question];
  if (answer === undefined) return '–';
  if (!answer.ok) return '**no**';
  return answer.said === 'yes' ? '✓' : answer.said;
}

/** What broke before a question could be asked takes the place of them all. */
function row(cell) {
  const place = `| ${cell.next} | ${cell.bundler} | ${cell.manager} | ${cell.server} |`;
  if (asked(cell).length === 0) {
    const [what] = Object.keys(cell.answers);
    return `${place} **${what} failed** |${' |'.repeat(kQuestions.length - 1)}`;
  }
  return `${place} ${kQuestions.map((question) => shown(cell, question)).join(' | ')} |`;
}

const table = (cells) =>
  [
    `| Next | bundler | installed by | server | ${kQuestions.join(' | ')} |`,
    `|${' --- |'.repeat(kQuestions.length + 4)}`,
    ...cells.map(row),
  ].join('\n');

const kInforming = `## Rows that inform and fail no run

The next Next, where npm has one; and Turbopack of Next 14.2, a release candidate that bundles what \`instrumentation.ts\` imports,
whatever the configuration says: such an app ends with a sentence that names the file. Use \`next dev\` with webpack there.`;

/** `cells`: of test/world/rows/next.mjs; `platform`: the system they ran on. */
export function compatibility(cells, { node, platform }) {
  const informing = cells.filter(({ informs }) => informs);
  const counting = cells.filter(({ informs }) => !informs);
  return `# Compatibility

Written by \`npm run world\` on ${platform} with Node ${node.split('.')[0]}. Each row is an app in a folder of its own, outside of the
repository: the packed tarball is installed into it, it is built, served, and driven over HTTP. \`.ci/run\` does so with one combination of each version.

- **path**: the stream's socket is on the direct path, by \`stats()\`, and not in JavaScript.
- **head**: the client is sent no header that is meant for ssecast itself, and the end of the connection is announced.
- **delivery**: three events arrive, in order. **hooks**: \`useSSE\` renders on the server, with the app's own React.
- **action**: a Server Action sends to the session. **401**: a request that \`authorize\` does not know.
- **ghosts**: 400 requests for streams, pipelined on four connections that close, leave no client behind.
- **restart**: SIGTERM with a stream open, the same app again, and the client that comes back misses nothing (a history file).
- **edits** (\`next dev\`): the page and a module of the route are edited; streams from before and after get every event.

${table(counting)}

Standalone is the folder of \`output: 'standalone'\`, moved away from its app. pnpm installs without hoisting (\`hoist: false\`). In the npm
workspace the app is \`apps/web\`, and the package lies in the root's \`node_modules\`. Next 14.2 has Turbopack in \`next dev\` only.

Every version is built by every bundler it has under npm, with all three servers; pnpm and the workspace go with each version's default
bundler, and with both on the newest: a package manager decides where files lie and a bundler which of them it takes, so the two have to
meet on each version, and a second bundler of an old one tells nothing that the newest does not. \`npm run world -- --all\` runs the rest.
${informing.length > 0 ? `\n${kInforming}\n\n${table(informing)}\n` : ''}`;
}
