import type { App } from '../app/app.js';
import { openAuthorize } from './open-route.js';
import { pageText, sendText } from './page.js';
import { codeSuffix, type Places, specifier, type Template, typed } from './template.js';

/** The route of the stream in the pages API. */
export function pagesRoute(app: App, { lib, route }: Places): Template {
  return {
    name: route,
    suffix: codeSuffix(app),
    mark: /\blive\b|ssecast/,
    text: `import { live } from '${specifier(app, route, `${lib}/live`)}';

/** The stream of events: who is let in, and which channels they may read. */
export default live.handler({
${openAuthorize}
  allow: { example: true },
});

export const config = { api: { responseLimit: false } };
`,
  };
}

/** The example page of the pages API, with the API route that sends. */
export function pagesPage(app: App, places: Places): Template[] {
  const name = places.page;
  const address = name.slice(`${app.base}pages`.length);
  const api = `${app.base}pages/api${address}`;
  return [
    {
      name,
      suffix: app.component,
      mark: /\buseLive\b/,
      text: pageText(app, places, {
        name,
        head: '',
        imports: '',
        send: `fetch('${places.basePath}/api${address}', { method: 'POST' })`,
      }),
    },
    {
      name: api,
      suffix: codeSuffix(app),
      mark: /\blive\b/,
      text: `${typed(app, "import type { NextApiRequest, NextApiResponse } from 'next';\n")}import { live } from '${specifier(app, api, `${places.lib}/live`)}';

/** Sends an event to the pages that show the example. A route of your own checks first who calls it. */
export default function handler(request${typed(app, ': NextApiRequest')}, response${typed(app, ': NextApiResponse')}) {
  if (request.method === 'POST') {
    ${sendText}
    response.status(204).end();
  } else {
    response.status(405).setHeader('Allow', 'POST').end();
  }
}
`,
    },
  ];
}
