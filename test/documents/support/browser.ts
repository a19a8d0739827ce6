import { JSDOM } from 'jsdom';

/**
 * A browser's document in Node, with Node's own streams, so that pages can be rendered against a real
 * server in the same process. Import this before React, which looks once whether there is a document.
 */
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://app.test/' });

for (const name of ['window', 'document', 'navigator', 'HTMLElement', 'HTMLIFrameElement']) {
  const value = name === 'window' ? window : window[name as 'document'];
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
