import { act } from '@testing-library/react';

/** Lets requests, streams, a frame and the grace period of a release pass. */
export const settle = () => act(() => pause(25).then(nextFrame));

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** On a busy machine an event that has come in this time may have its frame later. */
const nextFrame = () => new Promise<unknown>((resolve) => requestAnimationFrame(resolve));

/** As in a browser: within `act`, React renders nothing before the end. */
export async function withoutAct(run: () => Promise<void>): Promise<void> {
  const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
  environment.IS_REACT_ACT_ENVIRONMENT = false;
  try {
    await run();
  } finally {
    environment.IS_REACT_ACT_ENVIRONMENT = true;
  }
}

/** A block of an event stream. `channel`: which the publisher says it came by. */
export function block(
  event: string | undefined,
  data: unknown,
  { id, channel }: { id?: string; channel?: string } = {},
): string {
  const lines = [
    channel === undefined ? undefined : `: channel ${channel}`,
    id === undefined ? undefined : `id: ${id}`,
    event === undefined ? undefined : `event: ${event}`,
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.filter((line) => line !== undefined).join('\n')}\n\n`;
}

/** The first block of every connection. */
export const connected = (clientId = 'c1') =>
  block('connected', { clientId, resumed: false, replayed: 0, gap: false }, { id: '1-0' });
