/** Apps as `create-next-app` leaves them, in which nobody has set up ssecast yet. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digest, once } from '../../../scripts/lib/stamp.mjs';
import { installWithNpm } from './apps.mjs';

const kKept = ['node_modules', 'package.json', 'package-lock.json', 'installed'];

/** Installs Next and the tarball, where that was not done yet. @returns the folder */
export async function installFresh({ in: parent, version, tarball }) {
  const folder = path.join(parent, `init-${version.name}`);
  const stamp = path.join(folder, 'installed');
  const outputs = [path.join(folder, 'node_modules')];
  await once({ stamp, value: digest([tarball], version.range), outputs }, async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await installWithNpm(folder, version, tarball);
  });
  return folder;
}

/** Replaces all that an earlier cell left in the folder by an empty app. */
export function writeFresh(folder, cell) {
  for (const name of readdirSync(folder)) {
    if (!kKept.includes(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  for (const [file, text] of Object.entries(filesOf(cell))) {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

/** TypeScript with `src/` and an alias, JavaScript without. */
function filesOf({ language, router }) {
  const isTypeScript = language === 'TypeScript';
  const base = isTypeScript ? 'src/' : '';
  const page = (name) => `${base}${router}/${name}${isTypeScript ? '.tsx' : '.js'}`;
  const home = 'export default function Home() {\n  return <p>Home</p>;\n}\n';
  return {
    ...(isTypeScript ? { 'tsconfig.json': JSON.stringify(tsconfig, null, 2) } : {}),
    ...(router === 'app'
      ? { [page('layout')]: layout(isTypeScript), [page('page')]: home }
      : { [page('index')]: home }),
  };
}

const layout = (isTypeScript) => `export default function RootLayout({ children }${
  isTypeScript ? ': Readonly<{ children: React.ReactNode }>' : ''
}) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`;

const tsconfig = {
  compilerOptions: {
    target: 'ES2017',
    lib: ['dom', 'dom.iterable', 'esnext'],
    allowJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    isolatedModules: true,
    jsx: 'preserve',
    incremental: true,
    plugins: [{ name: 'next' }],
    paths: { '@/*': ['./src/*'] },
  },
  include: ['next-env.d.ts', '**/*.ts', '**/*.tsx', '.next/types/**/*.ts'],
  exclude: ['node_modules'],
};

/** The program of Next in that folder. */
export function nextIn(folder) {
  const program = path.join(folder, 'node_modules/next/dist/bin/next');
  if (!existsSync(program)) throw new Error(`Next is not where npm puts it: ${program}`);
  return program;
}
