'use client';

import { useState } from 'react';
import { sendJson } from '../../lib/send-json';

type Call = [method: 'POST' | 'PATCH' | 'DELETE', url: string, body?: object];

/**
 * Sends a change to an API route. Every window shows the change when its event comes, this one included.
 * @returns a sentence about a failure or a wait, and the function, which returns whether it succeeded
 */
export function useSend(): [string, (...call: Call) => Promise<boolean>] {
  const [problem, setProblem] = useState('');
  return [
    problem,
    async (...call) => {
      const [method, url, body] = call;
      try {
        await sendJson(method, url, body, (wait) =>
          setProblem(`Too much at once: sent again in ${(wait / 1000).toFixed(1)} s.`),
        );
        setProblem('');
        return true;
      } catch (error) {
        setProblem((error as Error).message);
        return false;
      }
    },
  ];
}
