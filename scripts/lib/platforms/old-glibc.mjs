import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';
import { Failure, run, say } from '../run.mjs';

/** The oldest release that Debian's mirrors carry: it has glibc 2.31. */
export const kOldDebian = 'bullseye';

const kPackages = ['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1'];
const folder = fromRoot('build/platforms', kOldDebian);
const libraries = path.join(folder, 'root/lib/x86_64-linux-gnu');
const others = path.join(folder, 'root/usr/lib/x86_64-linux-gnu');
const loader = path.join(libraries, 'ld-linux-x86-64.so.2');

/** The mirror that this system's own packages come from. */
async function mirror() {
  const format = ['--format', '$(REPO_URI) $(ORIGIN) $(COMPONENT)', 'Created-By: Packages'];
  const told = await run('apt-get', ['indextargets', ...format], { capture: true });
  const found = told.split('\n').find((line) => /\/debian\/? Debian main$/.test(line));
  if (found !== undefined) return found.split(' ')[0];
  throw new Failure('Expected a mirror of Debian in the sources of apt but there is none.');
}

async function unpack() {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['lists/partial', 'cache/archives/partial', 'root']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const sources = path.join(folder, 'sources.list');
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(sources, `deb [signed-by=${key}] ${await mirror()} ${kOldDebian} main\n`);
  // Lists of its own, and nothing installed: those of this system stay as they are, and are newer.
  writeFileSync(path.join(folder, 'status'), '');
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::status=${path.join(folder, 'status')}`,
    `Dir::State::lists=${path.join(folder, 'lists')}`,
    `Dir::Cache=${path.join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['--option', option]);
  await run('apt-get', ['--quiet', '--quiet', ...options, 'update']);
  await run('apt-get', ['--quiet', '--quiet', ...options, 'download', ...kPackages], {
    cwd: folder,
  });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['--extract', path.join(folder, file), path.join(folder, 'root')]);
  }
}

/**
 * Unpacks the C library of an old Debian into a folder and installs nothing.
 * @returns a command that starts programs with it: its own loader finds it there
 */
export async function oldGlibc() {
  if (!existsSync(loader)) {
    say(`unpacking the C library of Debian ${kOldDebian} into build/platforms`);
    await unpack();
  }
  return [loader, '--library-path', `${libraries}:${others}`];
}
