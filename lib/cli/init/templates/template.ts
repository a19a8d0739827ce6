import type { App } from '../app/app.js';

/** Where the files of the example go. All are relative to the folder of the app, without a suffix. */
export interface Places {
  /** The folder of the definition and the hook. */
  lib: string;
  /** The route of the stream. */
  route: string;
  /** The URL of the route. */
  url: string;
  /** The folder of the App Router with the page, or the page of the pages API, and its path in a URL. */
  page: string;
  pageUrl: string;
  /** What comes before the path of each URL: `basePath` of next.config. */
  basePath: string;
}

/** The names that an example page may have, first choice first. */
export const examplePages = ['live-example', 'ssecast-example'] as const;

/** A file that `init` writes where there is none. */
export interface Template {
  /** Without its suffix. */
  name: string;
  suffix: string;
  text: string;
  /** What tells such a file, also an edited one, from one of the application with the same name. */
  mark: RegExp;
}

/** `code` in a file of TypeScript, and nothing in one of JavaScript. */
export const typed = ({ typescript }: App, code: string) => (typescript ? code : '');

export const codeSuffix = ({ typescript }: App) => (typescript ? '.ts' : '.js');

/** How the file `from` imports the module `to`. */
export function specifier({ alias, base }: App, from: string, to: string): string {
  if (alias !== undefined) return `${alias}${to.slice(base.length)}`;
  const up = from.split('/').slice(0, -1);
  const down = to.split('/');
  while (up.length > 0 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  return `${'../'.repeat(up.length) || './'}${down.join('/')}`;
}
