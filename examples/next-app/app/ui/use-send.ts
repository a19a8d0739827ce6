'use client';

import { useState } from 'react';
import { sendJson } from '../../lib/send-json';

type Call = [method: 'POST' | 'PATCH' | 'DELETE', url: string, body?: object];

/**
 * Changes something through an API route. The page shows it when its event comes, as in every window.
 * @returns what went wrong or is waited for, as a sentence, and the function, which tells whether it worked
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
