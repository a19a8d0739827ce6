import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accessPage, isStillOpen } from '../../../init/templates/open-route.js';
import { examplePages } from '../../../init/templates/template.js';
import { type Finding, warning } from '../../finding.js';
import { type Application, firstFile } from '../application.js';
import type { RouteFile } from '../routes.js';

/** What tells the page from another one of that name. */
const kMark = /\buseLive\(['"]example['"]/;
const kSuffixes = ['.tsx', '.ts', '.jsx', '.js'];

/** What `npx ssecast init` has written for a first try, and what is not for production. */
export function checkProduction(app: Application, routes: readonly RouteFile[]): Finding[] {
  if (app.next === undefined) return [];
  return [...openRoutes(app, routes), ...examples(app)];
}

function openRoutes({ show }: Application, routes: readonly RouteFile[]): Finding[] {
  return routes
    .filter(({ file }) => isStillOpen(readFileSync(file, 'utf8')))
    .map(({ file }) =>
      warning(
        'access',
        `${show(file)} lets everyone in: authorize is still the one that init wrote`,
        `write your own:  ${accessPage}\n` +
          'or, if every visitor may read the events:  remove the comment above authorize',
      ),
    );
}

function examples({ sourceFolder, show }: Application): Finding[] {
  return examplePages.flatMap((name) => {
    const page =
      firstFile(
        path.join(sourceFolder, 'app', name),
        kSuffixes.map((suffix) => `page${suffix}`),
      ) ??
      firstFile(
        path.join(sourceFolder, 'pages'),
        kSuffixes.map((suffix) => name + suffix),
      );
    if (page === undefined || !kMark.test(readFileSync(page, 'utf8'))) return [];
    const text = `${show(page)} is the example page of init: every visitor may press its button`;
    return [warning('example', text, remedyFor(show(page)))];
  });
}

/** `app` has a folder for it, `pages` a page and a route. */
function remedyFor(page: string): string {
  const isFolder = /^page\./.test(path.basename(page));
  if (isFolder) return `rm -r ${path.dirname(page)}`;
  const { dir, name, ext } = path.parse(page);
  return `rm ${page} ${path.join(dir, 'api', name)}${ext.replace('x', '')}`;
}
