import { cleanup } from '@testing-library/react';
import { installEndpoint } from './endpoint.js';
import { createPublisher } from './publisher.js';
import { settle } from './settle.js';

/** Of the test that runs. Its components are unmounted after it, and leave no stream open. */
export let endpoint: ReturnType<typeof installEndpoint>;
export let publisher: ReturnType<typeof createPublisher>;

export const open = () => endpoint.streams.filter((stream) => !stream.aborted());

beforeEach(() => {
  endpoint = installEndpoint();
  publisher = createPublisher(endpoint);
});

afterEach(async () => {
  cleanup();
  await settle();
  expect(open()).toEqual([]);
});
