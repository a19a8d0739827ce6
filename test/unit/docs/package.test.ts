import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../../..');

/** What `npm pack` would take. */
const shipped = (() => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  return files.map((file) => file.path);
})();
const pages = shipped.filter((file) => file.endsWith('.md'));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The anchors that a page has, as GitHub and npm make them out of its headings. */
function anchorsOf(file: string): string[] {
  const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(
    ([, heading]) => heading as string,
  );
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page that lead nowhere in the package. */
function deadLinks(page: string): string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
    return (
      !shipped.includes(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
    );
  });
}

it('has the pages for users, and not those for developers of ssecast', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/start.md', 'CHANGELOG.md']));
  expect(pages).toContain('docs/tasks/chat-room.md');
  for (const page of ['CONTRIBUTING.md', 'docs/architecture.md']) {
    expect(existsSync(path.join(root, page))).toBe(true);
    expect(pages).not.toContain(page);
  }
});

it.each(pages)('%s: every link leads to a page of the package', (page) => {
  expect(deadLinks(page)).toEqual([]);
});
