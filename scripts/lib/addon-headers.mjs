import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const packageFolder = (name) => path.dirname(require.resolve(`${name}/package.json`));

/** CMake's definitions for a build with the addon in it. */
export const addonHeaders = {
  NODE_ADDON_API_INCLUDE: packageFolder('node-addon-api'),
  NODE_API_HEADERS_INCLUDE: path.join(packageFolder('node-api-headers'), 'include'),
};
