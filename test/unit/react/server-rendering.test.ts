import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { useSSE } from '../../../lib/react/index.js';

function Page() {
  const { status, isConnecting, events } = useSSE();
  return createElement('p', null, `${status} ${isConnecting} ${events.length}`);
}

test('renders idle on a server, without a connection and without a trace', () => {
  const fetch = jest.spyOn(globalThis, 'fetch');
  const warn = jest.spyOn(console, 'error');
  expect(renderToString(createElement(Page))).toBe('<p>idle false 0</p>');
  expect(fetch).not.toHaveBeenCalled();
  expect(warn).not.toHaveBeenCalled();
});
