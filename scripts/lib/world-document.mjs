/** The text of docs/compatibility.md, from the cells of the matrix. */

const unique = (values) => [...new Set(values)].join(', ');

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
  'addons',
];

const asked = ({ answers }) => kQuestions.filter((name) => name in answers);

function shown(cell, question) {
  const answer = cell.answers[question];
  if (answer === undefined) return '–';
  if (!answer.ok) return '**no**';
  return answer.said === 'yes' ? '✓' : answer.said;
}

/** A failure before the first question takes the place of all answers. */
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

const holds = ({ answers }) => Object.values(answers).every(({ ok }) => ok);

/** One line for each version of Next. */
function verdicts(cells) {
  const versions = [...new Set(cells.map(({ next }) => next))];
  const lines = versions.map((version) => {
    const own = cells.filter(({ next }) => next === version);
    const held = own.filter(holds).length;
    const verdict = `${held === own.length ? '✓' : '**no**:'} ${held} of ${own.length} hold`;
    const names = (pick) => unique(own.map(pick));
    return `| ${version} | ${verdict} | ${names((cell) => cell.bundler)} | ${names((cell) => cell.manager)} | ${names((cell) => cell.server)} |`;
  });
  return `| Next | verdict | bundlers | installed by | servers |
| --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

const kPlatforms = (section) => `## Platforms

The package brings a binary for each of these platforms, for Node 20.9 and newer. None is downloaded or compiled when it is installed.
On another platform, \`npx ssecast build\` compiles one.

${section}

\`npm run prebuild\` builds the binaries on Linux x64, and \`npm run platforms\` checks them, runs those that can run there, and writes this
table.

- **built and linked**: the size of the file, stripped, with the C++ library inside.
- **checked**: the file is for this processor, exports the two functions that Node looks for and no other, and needs nothing but Node-API 8
  and the C library or the system's own. Every function that it uses, and on Windows every library, is in a list kept in the repository. On
  macOS the oldest version in the header and the signature of arm64 are checked too.
- **tests of the addon that passed**: \`test/platforms\`, with the Node and the system in parentheses. It sends streams on both
  [paths](delivery.md#the-two-paths); Windows has the stream path only. Where it says *not run*, the binary has been checked only.
- **workflow**: the system on which the GitHub workflow \`platforms.yml\` runs the tests. **The workflows are written, and have not run yet.**`;

const kInforming = `### Combinations that do not count

A failure here does not fail a run. One kind is the next version of Next, where npm has one. The other is Turbopack of Next 14.2, a
release candidate: it bundles what \`instrumentation.ts\` imports, whatever the configuration says. Such an app ends with a sentence that
names the file. Use \`next dev\` with webpack there.`;

function managersTable(installs) {
  const lines = installs.map(({ manager, ok }) => `| ${manager} | ${ok ? '✓' : '**no**'} |`);
  return `## Package managers

Each one installs the tarball into an app of plain Node, with a PATH that has neither a compiler nor CMake. The package has no install
script, downloads nothing and compiles nothing. Then a server of that app sends an event to a client on the direct path.

| installed by | a stream on the direct path |
| --- | --- |
${lines.join('\n')}
`;
}

/**
 * `cells`: of test/world/rows/next.mjs; `installs`: of the row of that name; `platform`: the system they ran on;
 * `platforms`: the section that another command writes, scripts/lib/platforms/section.mjs.
 */
export function compatibility(cells, installs, { node, platform, platforms }) {
  const informing = cells.filter(({ informs }) => informs);
  const counting = cells.filter(({ informs }) => !informs);
  return `# Compatibility

This page lists the [platforms](#platforms) that ssecast runs on, and the versions of Next.js that it is tested with, each with its
bundlers, package managers and servers. Other servers of Node.js are in [node.md](node.md).

${kPlatforms(platforms)}

## Versions of Next.js

\`npm run world\` wrote this part on ${platform} with Node ${node.split('.')[0]}. A combination is an app in a folder of its own, outside of the
repository: the command installs the packed tarball, builds the app, starts it and sends it requests. \`.ci/run\` does the same with one
combination of each version.

### Verdicts

${verdicts(counting)}

### What each combination is asked

- **path**: the stream is on the [direct path](delivery.md#the-two-paths), where C++ writes the socket, as \`stats()\` reports it.
- **head**: the client gets no header that is meant for ssecast itself, and the head announces the end of the connection.
- **delivery**: three events arrive, in order.
- **hooks**: \`useSSE\` renders on the server, with the app's own React.
- **action**: a Server Action sends to the session.
- **401**: a request that \`authorize\` does not recognise is answered 401.
- **ghosts**: 400 pipelined requests for streams, on four connections that close, leave no client behind.
- **restart**: the app gets SIGTERM with a stream open and starts again, with a history file. The returning client misses nothing.
- **edits** (\`next dev\`): the page and a module of the route are edited. Streams from before and after get every event.
- **addons** (standalone): how many of the package's eight binaries the folder has, and what the package takes in it.

### Results

${table(counting)}

Standalone is the folder of \`output: 'standalone'\`, moved away from its app. pnpm installs without hoisting (\`hoist: false\`). In the npm
workspace the app is \`apps/web\`, and the package is in the root's \`node_modules\`. Next 14.2 has Turbopack in \`next dev\` only.

Under npm, each version is built by every bundler that it has, with all three servers. pnpm and the workspace run with each version's
default bundler, and with both bundlers on the newest version. A package manager decides where files are, and a bundler which of them it
includes, so each version needs one build with each manager. A second bundler of an old version adds nothing to what the newest shows.
\`npm run world -- --all\` runs the remaining combinations.

${informing.length > 0 ? `${kInforming}\n\n${table(informing)}\n\n` : ''}${managersTable(installs)}`;
}
