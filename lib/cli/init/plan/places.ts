import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { appPage, appRoute } from '../templates/app-router.js';
import { pagesPage, pagesRoute } from '../templates/pages-api.js';
import { sharedFiles } from '../templates/shared.js';
import { examplePages, type Places, type Template } from '../templates/template.js';
import { existing } from './existing.js';
import type { Plan } from './types.js';

/** One of the places, and what else may not be where its files go. */
interface Candidate {
  places: Places;
  files: Template[];
  clashes: string[];
}

/**
 * The first places where no file of the application is in the way. A file of ours is not, so that a second
 * run finds the files of the first.
 * @returns undefined where all are taken, which `plan` then says
 */
export function choosePlaces(app: App, basePath: string, plan: Plan): Places | undefined {
  let places = placesAt(app, basePath, 'lib', 'sse', examplePages[0]);
  const taken: string[] = [];
  const instead: string[] = [];
  for (const kind of [libraries, routes, pages]) {
    const chosen = choose(app, kind(app, places), plan);
    if (chosen === undefined) return undefined;
    places = chosen.places;
    if (chosen.taken.length === 0) continue;
    taken.push(...chosen.taken);
    instead.push(...chosen.files.map(({ name, suffix }) => name + suffix));
  }
  if (taken.length > 0) {
    plan.notes.push(
      `Left as they are, because they have other content: ${taken.join(', ')}. ` +
        `Used instead: ${instead.join(', ')}.`,
    );
  }
  return places;
}

function placesAt(
  { base, router }: App,
  basePath: string,
  lib: string,
  route: string,
  page: string,
): Places {
  const url = `/api/${route}`;
  const pageUrl = `/${page}`;
  return {
    basePath,
    lib: `${base}${lib}`,
    url,
    route: router === 'app' ? `${base}app${url}/route` : `${base}pages${url}`,
    pageUrl,
    page: `${base}${router}${pageUrl}`,
  };
}

const libraries = (app: App, places: Places): Candidate[] =>
  ['lib', 'lib/ssecast'].map((lib) => {
    const each = { ...places, lib: `${app.base}${lib}` };
    return { places: each, files: sharedFiles(app, each), clashes: [] };
  });

const routes = (app: App, places: Places): Candidate[] =>
  ['sse', 'ssecast'].map((name) => {
    const { route, url } = placesAt(app, places.basePath, 'lib', name, '');
    const each = { ...places, route, url };
    const file = app.router === 'app' ? appRoute(app, each) : pagesRoute(app, each);
    return { places: each, files: [file], clashes: clashesOf(app, url, 'page', [file]) };
  });

const pages = (app: App, places: Places): Candidate[] =>
  examplePages.map((name) => {
    const { page, pageUrl } = placesAt(app, places.basePath, 'lib', '', name);
    const each = { ...places, page, pageUrl };
    const files = app.router === 'app' ? appPage(app, each, true) : pagesPage(app, each);
    return { places: each, files, clashes: clashesOf(app, pageUrl, 'route', files) };
  });

/** Files that would answer the same URL. */
function clashesOf(
  { base }: App,
  url: string,
  other: 'page' | 'route',
  files: Template[],
): string[] {
  const all = [`${base}pages${url}`, `${base}pages${url}/index`, `${base}app${url}/${other}`];
  return all.filter((name) => !files.some((file) => file.name === name));
}

/** The first candidate without a file in the way, and the files that are in the way of those before it. */
function choose(
  app: App,
  candidates: Candidate[],
  plan: Plan,
): (Candidate & { taken: string[] }) | undefined {
  const left: string[] = [];
  for (const candidate of candidates) {
    const { files, clashes } = candidate;
    const taken = [
      ...files.map((file) => foreign(app, file)),
      ...clashes.map((name) => existing(app.folder, name)),
    ].filter((name) => name !== undefined);
    if (taken.length === 0) return { ...candidate, taken: left };
    left.push(...taken);
  }
  plan.byHand.push(
    `${left.join(' and ')} have other content and are left as they are: write the definition, the route and ` +
      'the hook into files of other names, as in node_modules/ssecast/docs/start.md.',
  );
  return undefined;
}

/** The file that is there, where it is one of the application with other content. */
function foreign({ folder }: App, { name, mark }: Template): string | undefined {
  const file = existing(folder, name);
  if (file === undefined) return undefined;
  return mark.test(readFileSync(path.join(folder, file), 'utf8')) ? undefined : file;
}
