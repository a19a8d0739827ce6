import { act } from '@testing-library/react';
import { hydrateRoot } from 'react-dom/client';
import { useSSE } from '../../../lib/react/index.js';
import { installEndpoint } from './support/endpoint.js';

function Page() {
  return <p>{useSSE().status}</p>;
}

test('hydrates what the server rendered without a mismatch, then connects', async () => {
  installEndpoint();
  const mismatch = jest.fn();
  const container = document.createElement('div');
  container.innerHTML = '<p>idle</p>';
  const root = await act(async () =>
    hydrateRoot(container, <Page />, { onRecoverableError: mismatch }),
  );
  await act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
  expect(container.textContent).toBe('open');
  expect(mismatch).not.toHaveBeenCalled();
  act(() => root.unmount());
});
