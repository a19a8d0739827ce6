import type { App } from '../app/app.js';
import { type Places, specifier, typed } from './template.js';

/** What the two pages differ in. */
interface Parts {
  /** The file, without its suffix. */
  name: string;
  head: string;
  imports: string;
  /** What a click on the button calls. */
  send: string;
}

/** A page that shows the events, with a button that sends one. */
export function pageText(app: App, { lib }: Places, { name, head, imports, send }: Parts): string {
  return `${head}import { useState } from 'react';
import { useLive } from '${specifier(app, name, `${lib}/use-live`)}';
${imports}
export default function LiveExample() {
  const [lines, setLines] = useState${typed(app, '<string[]>')}([]);
  const { isConnected, error } = useLive('example', {
    hello: ({ text, at }) =>
      setLines((before) => [...before, \`\${new Date(at).toLocaleTimeString()} \${text}\`]),
  });
  return (
    <main>
      <h1>Live example</h1>
      <p role="status">{isConnected ? 'Connected' : (error ?? 'Connecting…')}</p>
      <button type="button" disabled={!isConnected} onClick={() => ${send}}>
        Send an event
      </button>
      <p>Every window that shows this page gets it.</p>
      <ol>
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
    </main>
  );
}
`;
}

/** What the button sends. */
export const sendText = `live.channel('example').send('hello', { text: 'Hello from the server', at: Date.now() });`;
