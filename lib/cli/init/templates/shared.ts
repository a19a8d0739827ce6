import type { App } from '../app/app.js';
import { codeSuffix, type Places, type Template, typed } from './template.js';

/** The definition and the hook, which both routers use. */
export function sharedFiles(app: App, places: Places): Template[] {
  return [definition(app, places), hook(app, places)];
}

function definition(app: App, { lib }: Places): Template {
  return {
    name: `${lib}/live`,
    suffix: codeSuffix(app),
    mark: /['"]ssecast['"]/,
    text: `import { defineLive, typed } from 'ssecast';

/** The channels of this app and their events. Code on the server sends through \`live\`. */
export const live = defineLive({
  example: { hello: typed${typed(app, '<{ text: string; at: number }>')}() },
});
`,
  };
}

function hook(app: App, { lib, url, basePath }: Places): Template {
  const address = `${basePath}${url}`;
  const options = address === '/api/sse' ? '' : `{ url: '${address}' }`;
  return {
    name: `${lib}/use-live`,
    suffix: codeSuffix(app),
    mark: /['"]ssecast\/react['"]/,
    text: `'use client';
import { createHooks } from 'ssecast/react';
${typed(app, "import type { live } from './live';\n")}
export const { useLive } = createHooks${typed(app, '<typeof live>')}(${options});
`,
  };
}
