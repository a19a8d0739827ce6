/** The part of docs/compatibility.md that `npm run platforms` writes; `npm run world` writes the rest. */
const kBegin = '<!-- npm run platforms writes from here -->';
const kEnd = '<!-- to here -->';

/** What stands there before the first run. */
export const emptySection = `${kBegin}\n${kEnd}`;

function bounds(text) {
  const [from, to] = [text.indexOf(kBegin), text.indexOf(kEnd)];
  return from < 0 || to < from ? undefined : [from, to + kEnd.length];
}

/** The section of a page, with its markers. */
export function sectionOf(text) {
  const found = bounds(text);
  return found === undefined ? emptySection : text.slice(...found);
}

/** The page with another section. */
export function withSection(text, section) {
  const [from, to] = bounds(text);
  return text.slice(0, from) + section + text.slice(to);
}

const kNeeds = {
  glibc: 'glibc 2.28',
  musl: 'musl 1.2',
  macos: 'macOS 11',
  windows: 'Windows 10',
};
const kWorkflow = {
  'linux-x64': 'Linux x64',
  'linux-x64-musl': 'Alpine x64',
  'linux-arm64': 'Linux arm64',
  'linux-arm64-musl': 'Alpine arm64',
  'darwin-x64': 'macOS x64',
  'darwin-arm64': 'macOS arm64',
  'win32-x64': 'Windows x64',
  'win32-arm64': 'Windows arm64',
};

const ran = ({ runner, on, counts }) =>
  `${runner.name} (${on}): ${counts.passed} of ${counts.passed + counts.failed}`;

function row({ target, size, faults, runs }) {
  const linked = size === undefined ? '**no**' : `✓ ${(size / 1e6).toFixed(2)} MB`;
  const held = faults.length === 0 ? '✓' : `**no**: ${faults[0]}`;
  const tested = runs.length === 0 ? 'not run' : runs.map(ran).join('; ');
  const workflow = kWorkflow[target.name];
  return `| ${target.name} | ${kNeeds[target.kind]} | ${linked} | ${held} | ${tested} | ${workflow} |`;
}

/** `rows`: of scripts/platforms.mjs. */
export function platformsSection(rows) {
  return `${kBegin}
| platform | needs | built and linked | checked | tests of the addon that passed | workflow |
| --- | --- | --- | --- | --- | --- |
${rows.map(row).join('\n')}
${kEnd}`;
}
