import { createRequire } from 'node:module';
import { fromRoot } from '../../paths.mjs';

/** NAPI_VERSION in cmake/addon.cmake. */
const kVersion = 8;

/** The functions that every supported Node has: those of the version of Node-API that we ask for. */
export function nodeApiSymbols() {
  const symbols = createRequire(fromRoot('package.json'))('node-api-headers').symbols;
  const { js_native_api_symbols: engine, node_api_symbols: node } = symbols[`v${kVersion}`];
  return new Set([...engine, ...node]);
}
