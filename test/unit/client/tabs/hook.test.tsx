import { cleanup, renderHook } from '@testing-library/react';
import { useSSE } from '../../../../lib/react/index.js';
import { installEndpoint } from '../../react/support/endpoint.js';
import { settle } from '../../react/support/settle.js';
import { createBrowser } from './support/browser.js';

let endpoint: ReturnType<typeof installEndpoint>;
let debug: jest.SpyInstance;
type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

beforeEach(() => {
  endpoint = installEndpoint();
  debug = jest.spyOn(console, 'debug').mockImplementation();
});
afterEach(async () => {
  cleanup();
  await settle();
  jest.restoreAllMocks();
  for (const [target, name, before] of missing.splice(0)) {
    if (before) Object.defineProperty(target, name, before);
    else Reflect.deleteProperty(target, name);
  }
});

const missing: [target: object, name: string, before: PropertyDescriptor | undefined][] = [];

function install(target: object, name: string, value: unknown): void {
  missing.push([target, name, Object.getOwnPropertyDescriptor(target, name)]);
  Object.defineProperty(target, name, { value, configurable: true });
}

/** What jsdom lacks. @returns the names of all locks and channels that are asked for */
function installTabs(): string[] {
  const tab = createBrowser().open();
  const names: string[] = [];
  install(navigator, 'locks', {
    request(name: string, ...rest: Tail<Parameters<typeof tab.locks.request>>) {
      names.push(name);
      return tab.locks.request(name, ...rest);
    },
  });
  install(globalThis, 'BroadcastChannel', function open(name: string) {
    names.push(name);
    return tab.openChannel(name);
  });
  install(globalThis, 'structuredClone', (value: unknown) => JSON.parse(JSON.stringify(value)));
  install(globalThis, 'crypto', { randomUUID: tab.newId });
  return names;
}

test('a hook has a share in the connection of all tabs, whose name tells no secret', async () => {
  const names = installTabs();
  const { result } = renderHook(() =>
    useSSE({ tabs: 'shared', token: 'open-sesame', headers: { 'X-Key': 'swordfish' } }),
  );
  await settle();
  await settle();
  expect(result.current.status).toBe('open');
  expect(new Set(names).size).toBe(1);
  expect(names.length).toBeGreaterThan(1);
  expect(names[0]).not.toContain(location.origin);
  expect(names[0]).not.toMatch(/sesame|swordfish|X-Key/i);
  expect(debug).not.toHaveBeenCalled();
});

test('without Web Locks it has one of its own, and says so', async () => {
  const { result } = renderHook(() => useSSE({ tabs: 'shared' }));
  await settle();
  expect(result.current.status).toBe('open');
  expect(endpoint.streams).toHaveLength(1);
  expect(debug).toHaveBeenCalledTimes(1);
  expect(debug).toHaveBeenCalledWith(
    expect.stringContaining('this page has a connection of its own'),
  );
});
